package io.emp.examples.tracks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emp.logging.ConnectorJsonEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What goes through one logger of this process, as the lines that the encoder makes of it. */
final class EncodedLines implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
  private final ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
  private final Logger logger;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          try {
            lines.add(JSON.readTree(encoder.encode(event)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  EncodedLines(String loggerName) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.start();
    logger = context.getLogger(loggerName);
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  List<JsonNode> lines() {
    return lines;
  }

  /** The event types, in their order; of plain lines the message. */
  List<String> kinds() {
    return lines.stream()
        .map(line -> line.path("event_type").asText(line.path("message").asText()))
        .toList();
  }

  /** The one event of this type. */
  JsonNode event(String type) {
    List<JsonNode> found =
        lines.stream().filter(line -> line.path("event_type").asText().equals(type)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " events " + type + " in " + kinds());
    }
    return found.get(0);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }
}
