package io.emp.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

/**
 * What a writer remembers of keys, texts and MDCs shows in no record: each is what a writer without
 * memories makes of the same event.
 */
@ExtendWith(NoLeaks.class)
class RepeatedEventsTest {

  private static final int TIMES = KnownMdcs.OFTEN + 2;

  private final JsonWriter reused = new JsonWriter();
  private final Random random = new Random(20261125);

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static LoggingEvent event(String message) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LoggingEvent event =
        new LoggingEvent(
            RepeatedEventsTest.class.getName(),
            context.getLogger("repeated"),
            Level.INFO,
            message,
            null,
            null);
    event.setInstant(Instant.ofEpochSecond(1_764_059_992, 123_456_000));
    return event;
  }

  private static LoggingEvent with(LoggingEvent event, Object... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      event.addKeyValuePair(new KeyValuePair((String) keysAndValues[i], keysAndValues[i + 1]));
    }
    return event;
  }

  private static byte[] record(FieldWriter writer, ILoggingEvent event) {
    writer.write(event);
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  /** Writes it as often as anything is to be remembered, and as a new writer does. */
  private void isWrittenAsByANewWriter(ILoggingEvent event) {
    for (int i = 0; i < TIMES; i++) {
      assertThat(new String(record(reused, event), UTF_8))
          .isEqualTo(new String(record(new JsonWriter(), event), UTF_8));
    }
  }

  private String any(String... some) {
    String one = some[random.nextInt(some.length)];
    return random.nextInt(4) == 0 ? new String(one) : one;
  }

  private String text() {
    return any(
        "sdxl",
        "",
        "eu-central-1",
        "\"quoted\" \\ \n",
        "password=hunter2",
        "Bearer x9f3k2q8w1",
        "\uD83D\uDE80 \uD83D",
        "é".repeat(256),
        "\u0001".repeat(250),
        "x".repeat(FieldWriter.MAX_STRING_BYTES + 1),
        "7",
        "0af7651916cd43dd8448eb211c80319c");
  }

  private String key() {
    return any(
        "step",
        "tenant",
        "job_id",
        "field_job_id",
        "attempt",
        "trace_id",
        "machine_id",
        "message",
        "api_key",
        "Aa",
        "BB",
        "k".repeat(CutMark.MAX_KEY_CHARS + 1),
        "\uD83D",
        "\uDE80",
        "a \"key\"");
  }

  private Object value() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(1000) / 8.0;
      case 2 -> random.nextBoolean();
      case 3 -> Map.of(key(), text());
      default -> text();
    };
  }

  @Test
  void anyEventIsWrittenAsByANewWriter() {
    for (int i = 0; i < 3_000; i++) {
      LoggingEvent event = event(text());
      if (random.nextInt(3) == 0) {
        MDC.put(key(), text());
      }
      if (random.nextInt(30) == 0) {
        MDC.clear();
      }
      for (int k = random.nextInt(8); k > 0; k--) {
        with(event, key(), value());
      }
      event.getMDCPropertyMap();
      isWrittenAsByANewWriter(event);
    }
  }

  @Test
  void theMdcOfAScopeIsEncodedOnce() {
    MDC.put("tenant", "example");
    MDC.put("job_id", "job-1");
    Map<String, String> mdc = event("m").getMDCPropertyMap();

    isWrittenAsByANewWriter(event("m"));

    assertThat(reused.mdcs().ofLine(mdc)).isNotNull();
    isWrittenAsByANewWriter(with(event("m"), "step", 1, "field_job_id", "a"));
  }

  @Test
  void aKeyValueWinsOverTheSameKeyOfAnMdcThatIsKnown() {
    MDC.put("tenant", "of the MDC");
    MDC.put("region", "eu");
    isWrittenAsByANewWriter(event("m"));

    LoggingEvent event = with(event("m"), "tenant", "of the event");

    isWrittenAsByANewWriter(event);
    assertThat(new String(record(reused, event), UTF_8))
        .contains("\"tenant\":\"of the event\",\"region\":\"eu\",\"dropped_fields\":1");
  }

  @Test
  void moreFieldsThanARecordTakesAreLeftOutOfAnMdcThatIsKnown() {
    MDC.put("first", "a");
    MDC.put("second", "b");
    isWrittenAsByANewWriter(event("m"));

    LoggingEvent event = event("m");
    for (int i = 1; i < FieldWriter.MAX_FIELDS; i++) {
      with(event, "key_" + i, i);
    }

    isWrittenAsByANewWriter(event);
    assertThat(new String(record(reused, event), UTF_8)).contains("\"dropped_fields\":1");
  }

  @Test
  void anMdcThatIsKnownDoesNotMakeAFullRecordLonger() {
    MDC.put("tenant", "x".repeat(1000));
    isWrittenAsByANewWriter(event("m"));

    LoggingEvent event = event("m");
    for (int i = 1; i < FieldWriter.MAX_FIELDS; i++) {
      with(event, "key_" + i, "x".repeat(1000));
    }

    isWrittenAsByANewWriter(event);
    assertThat(record(reused, event)).hasSizeLessThan(FieldWriter.MAX_RECORD_BYTES);
  }

  @Test
  void aMapOfTheCallersIsReadEachTime() {
    Map<String, String> changing = new HashMap<>();
    for (Map<String, String> map : List.of(changing, Collections.unmodifiableMap(changing))) {
      for (int i = 0; i < TIMES; i++) {
        changing.put("tenant", "tenant-" + i);
        LoggingEvent event = event("m");
        event.setMDCPropertyMap(map);
        isWrittenAsByANewWriter(event);
        assertThat(reused.mdcs().ofLine(map)).isNull();
      }
    }
  }

  @Test
  void anMdcWithASecretIsNotKept() {
    for (String key : new String[] {"api_key", "note"}) {
      MDC.clear();
      MDC.put(key, "password=hunter2");
      LoggingEvent event = event("m");
      isWrittenAsByANewWriter(event);

      assertThat(reused.mdcs().ofLine(event.getMDCPropertyMap())).isNull();
      assertThat(new String(record(reused, event), UTF_8)).doesNotContain("hunter2");
    }
  }

  @Test
  void anMdcOfManyBytesIsNotKept() {
    MDC.put("note", "x".repeat(KnownMdc.MAX_BYTES));
    LoggingEvent event = event("m");
    isWrittenAsByANewWriter(event);

    assertThat(reused.mdcs().ofLine(event.getMDCPropertyMap())).isNull();
  }

  @Test
  void theCurrentSpanIsToldAndNotTheOneOfAnMdcThatIsKnown() {
    MDC.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    MDC.put("job_id", "job-1");
    isWrittenAsByANewWriter(event("m"));
    String trace = "0af7651916cd43dd8448eb211c80319c";
    SpanContext span =
        SpanContext.create(
            trace, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());

    try (Scope scope = Span.wrap(span).makeCurrent()) {
      isWrittenAsByANewWriter(event("m"));
      assertThat(new String(record(reused, event("m")), UTF_8))
          .contains("\"trace_id\":\"" + trace + "\"")
          .contains("\"job_id\":\"job-1\"");
    }
    assertThat(new String(record(reused, event("m")), UTF_8)).doesNotContain(trace);
  }

  @Test
  void anEventOfTheWorkersHasWhatElseTheMdcHolds() {
    MDC.put("tenant", "example");
    Logger logger = (Logger) LoggerFactory.getLogger("repeated");
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(events);
    ConnectorLogger worker =
        ConnectorLogger.builder()
            .machineId("machine-a")
            .workerId("worker-1")
            .loggerName(logger.getName())
            .build();
    try (JobLogger job = worker.withJobContext("job-1")) {
      for (int i = 0; i < TIMES; i++) {
        job.info("m", e -> e.field("step", 1));
        job.info("m", e -> e.field("tenant", "of the event"));
      }
      events.list.forEach(this::isWrittenAsByANewWriter);
      assertThat(events.list).hasSize(2 * TIMES);
      assertThat(new String(record(reused, events.list.get(1)), UTF_8))
          .contains("\"tenant\":\"of the event\",\"dropped_fields\":1");
    } finally {
      logger.detachAppender(events);
    }
  }
}
