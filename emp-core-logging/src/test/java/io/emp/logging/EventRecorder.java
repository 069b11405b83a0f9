package io.emp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Records the events of one test as {@link ConnectorJsonEncoder} writes them, read back from JSON.
 * Each recorder has a logger name of its own.
 */
final class EventRecorder implements BeforeEachCallback, AfterEachCallback {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("recorded" + COUNT.incrementAndGet());
  private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();
  private final ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(parse(new String(encoder.encode(event), StandardCharsets.UTF_8)));
        }
      };

  @Override
  public void beforeEach(ExtensionContext context) {
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger.detachAppender(appender);
    appender.stop();
  }

  static Map<String, Object> parse(String line) {
    try {
      return JSON.readValue(line, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a JSON object: " + line, e);
    }
  }

  Logger logger() {
    return logger;
  }

  /** As any library would log; its lines are recorded too. */
  org.slf4j.Logger library() {
    return LoggerFactory.getLogger(logger.getName() + ".library");
  }

  /** A worker with nothing of it taken from the environment. */
  ConnectorLogger worker() {
    return builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .serviceType("comfyui")
        .connectorId("comfyui-local")
        .build();
  }

  ConnectorLogger.Builder builder() {
    return builder(Map.of());
  }

  ConnectorLogger.Builder builder(Map<String, String> environment) {
    return new ConnectorLogger.Builder(environment).loggerName(logger.getName());
  }

  List<Map<String, Object>> all() {
    return new ArrayList<>(events);
  }

  /** The only event there is. */
  Map<String, Object> only() {
    return only(all(), "any", event -> true);
  }

  /** The only event of a type. */
  Map<String, Object> ofType(String type) {
    return only(all(), "event_type " + type, event -> type.equals(event.get("event_type")));
  }

  /** The only event with a message. */
  Map<String, Object> withMessage(String message) {
    return only(all(), "message " + message, event -> message.equals(event.get("message")));
  }

  /** One field of all events, in their order; "-" where an event lacks it. */
  List<Object> each(String field) {
    return all().stream().map(event -> Objects.requireNonNullElse(event.get(field), "-")).toList();
  }

  private static Map<String, Object> only(
      List<Map<String, Object>> events, String what, Predicate<Map<String, Object>> filter) {
    List<Map<String, Object>> found = events.stream().filter(filter).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "expected one event (" + what + "), found " + found + " in " + events);
    }
    return found.get(0);
  }
}
