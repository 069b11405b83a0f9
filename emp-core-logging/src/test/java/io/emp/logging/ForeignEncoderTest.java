package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Events of ours through encoders and appenders that know nothing of them. */
@ExtendWith(NoLeaks.class)
class ForeignEncoderTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ForeignEncoderTest.class);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void takeAllLevels() {
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
  }

  @AfterEach
  void detachAll() {
    logger.detachAndStopAllAppenders();
  }

  private Appender<ILoggingEvent> appender(Encoder<ILoggingEvent> encoder) {
    encoder.setContext(logger.getLoggerContext());
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(logger.getLoggerContext());
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    return appender;
  }

  private AsyncAppender async(Appender<ILoggingEvent> appender) {
    AsyncAppender async = new AsyncAppender();
    async.setContext(logger.getLoggerContext());
    async.setDiscardingThreshold(0);
    async.setMaxFlushTime(20_000);
    async.addAppender(appender);
    async.start();
    return async;
  }

  private List<Map<String, Object>> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().map(EventRecorder::parse).toList();
  }

  /** Logback keeps the MDC and the key-values in places of their own. */
  private List<Map<String, Object>> flatLines() {
    return lines().stream().map(ForeignEncoderTest::flat).toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> flat(Map<String, Object> line) {
    Map<String, Object> flat = new HashMap<>(line);
    flat.putAll((Map<String, Object>) line.getOrDefault("mdc", Map.of()));
    List<Map<String, Object>> pairs =
        (List<Map<String, Object>>) line.getOrDefault("kvpList", List.of());
    pairs.forEach(flat::putAll);
    return flat;
  }

  private void everyCall() throws Exception {
    EveryCall.run(EveryCall.worker(logger.getName()));
  }

  @Test
  void logbacksJsonEncoderTellsEveryEventWithEveryField() throws Exception {
    logger.addAppender(appender(new JsonEncoder()));
    everyCall();
    EveryCall.assertComplete(flatLines());
    assertThat(lines()).hasSize(EveryCall.events().size());
    Map<String, Object> failed = failed(flatLines());
    assertThat(failed).containsEntry("level", "ERROR").containsKey("timestamp");
    assertThat(String.valueOf(failed.get("throwable")))
        .contains("java.lang.IllegalStateException", "upload failed", "reset by peer");
    assertThat((String) failed.get("stack_hash")).matches("[0-9a-f]{16}");
    assertThat(String.valueOf(failed.get("duration_ms"))).matches("[0-9]+");
  }

  @Test
  void logstashsEncoderTellsEveryEventWithEveryField() throws Exception {
    logger.addAppender(appender(new LogstashEncoder()));
    everyCall();
    EveryCall.assertComplete(lines());
    assertThat(lines()).hasSize(EveryCall.events().size());
    Map<String, Object> failed = failed(lines());
    assertThat(failed).containsEntry("level", "ERROR");
    assertThat((String) failed.get("stack_trace"))
        .contains("java.lang.IllegalStateException: upload failed")
        .contains("Caused by: java.io.IOException: reset by peer");
    assertThat(failed.get("duration_ms")).isInstanceOf(Integer.class);
  }

  private static Map<String, Object> failed(List<Map<String, Object>> events) {
    return events.stream()
        .filter(event -> "Job failed".equals(event.get("message")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAsyncAppenderBetweenChangesNothing() throws Exception {
    AsyncAppender logstash = async(appender(new LogstashEncoder()));
    logger.addAppender(logstash);
    everyCall();
    logstash.stop();
    EveryCall.assertComplete(lines());
    assertThat(lines()).hasSize(EveryCall.events().size());
  }

  @Test
  void ourEncoderBehindAnAsyncAppenderHasTheMdcOfTheThreadThatLogged() throws Exception {
    AsyncAppender ours = async(appender(new ConnectorJsonEncoder()));
    logger.addAppender(ours);
    org.slf4j.MDC.put("request", "r-1");
    everyCall();
    org.slf4j.MDC.clear();
    ours.stop();
    EveryCall.assertComplete(lines());
    assertThat(lines())
        .filteredOn(line -> !"Wrapped".equals(line.get("message")))
        .allSatisfy(line -> assertThat(line).containsEntry("request", "r-1"));
    assertThat(lines()).noneMatch(line -> String.valueOf(line.get("thread")).contains("Async"));
  }

  @Test
  void theCallerIsTheCodeThatCalledUs() throws Exception {
    List<String> callers = new CopyOnWriteArrayList<>();
    Appender<ILoggingEvent> asking =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            callers.add(event.getCallerData()[0].getClassName());
          }
        };
    asking.setContext(logger.getLoggerContext());
    asking.start();
    logger.addAppender(asking);
    everyCall();
    assertThat(callers).hasSize(EveryCall.events().size()).containsOnly(EveryCall.class.getName());
  }

  @Test
  void aThrowableWhoseMethodsThrowIsToldByItsClass() {
    logger.addAppender(appender(new JsonEncoder()));
    ConnectorLogger worker = EveryCall.worker(logger.getName());
    worker.error("hello", new Hostile());
    Map<String, Object> line = lines().get(0);
    assertThat(line).containsEntry("message", "hello");
    assertThat(String.valueOf(line.get("throwable")))
        .contains(Hostile.class.getName(), "java.lang.UnsupportedOperationException");
  }

  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void noValueLosesItsEvent() {
    logger.addAppender(appender(new JsonEncoder()));
    logger.addAppender(appender(new LogstashEncoder()));
    Map<String, Object> cyclic = new HashMap<>();
    cyclic.put("self", cyclic);
    cyclic.put("again", List.of(cyclic, cyclic));
    Map<String, Object> unreadableMap =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new UnsupportedOperationException();
          }
        };
    EveryCall.worker(logger.getName())
        .info(
            "hello",
            e ->
                e.field("object", new Unreadable())
                    .field("inside", List.of(new Unreadable(), Map.of("x", new Unreadable())))
                    .field("cyclic", cyclic)
                    .field("map", unreadableMap)
                    .field("array", new int[100_000])
                    .field("nulls", Arrays.asList(null, Optional.empty(), Optional.of(1)))
                    .field("size", 7));
    assertThat(flatLines()).hasSize(2);
    assertThat(flatLines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsEntry("message", "hello")
                    .containsKeys("object", "inside", "cyclic", "map", "array", "nulls", "size"));
    Map<String, Object> logstash = flatLines().get(1);
    String unreadable =
        "[unreadable: "
            + Unreadable.class.getName()
            + ".toString() threw java.lang.UnsupportedOperationException]";
    assertThat(logstash)
        .containsEntry("object", unreadable)
        .containsEntry("inside", List.of(unreadable, Map.of("x", unreadable)))
        .containsEntry("nulls", Arrays.asList(null, null, 1))
        .containsEntry("size", 7);
    assertThat((List<?>) logstash.get("array")).hasSizeLessThan(5000);
  }

  private static final class Unreadable {
    @Override
    public String toString() {
      throw new UnsupportedOperationException();
    }
  }
}
