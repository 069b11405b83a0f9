package io.emp.logging;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** What becomes of everything an SLF4J event can have. */
@ExtendWith(NoLeaks.class)
class ConnectorJsonEncoderTest {

  private final LineRecorder lines = LineRecorder.ofOwnContext();

  @AfterEach
  void close() {
    lines.close();
    MDC.clear();
  }

  private static List<String> names(JsonNode record) {
    List<String> names = new ArrayList<>();
    record.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aPlainLineHasTheFieldsOfEveryEventAndNothingElse() {
    lines.logger().info("Listening on {}:{}", "localhost", 8188);

    ObjectNode record = lines.take();
    assertThat(names(record)).containsExactly("timestamp", "level", "message", "logger", "thread");
    assertThat(record.path("level").asText()).isEqualTo("info");
    assertThat(record.path("message").asText()).isEqualTo("Listening on localhost:8188");
    assertThat(record.path("logger").asText()).isEqualTo("plain");
    assertThat(record.path("thread").asText()).isEqualTo(Thread.currentThread().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR"})
  void aLevelIsWrittenInLowerCase(String level) {
    lines.logger().atLevel(org.slf4j.event.Level.valueOf(level)).log("m");
    assertThat(lines.take().path("level").asText()).isEqualTo(level.toLowerCase(Locale.ROOT));
  }

  @Test
  void argumentsOfEveryKindAreInTheMessage() {
    lines.logger().info("{} {} {}", null, new int[] {1, 2}, List.of("a"));
    assertThat(lines.take().path("message").asText()).isEqualTo("null [1, 2] [a]");
    lines.logger().info("{} {}", "only one");
    assertThat(lines.take().path("message").asText()).isEqualTo("only one {}");
    lines.logger().info(null);
    assertThat(lines.take().path("message").asText()).isEmpty();
  }

  @Test
  void keyValuesComeBeforeTheRestOfTheMdcAndKeepTheirTypes() {
    MDC.put("request", "r-1");
    lines
        .logger()
        .atInfo()
        .addKeyValue("text", "a")
        .addKeyValue("whole", 42)
        .addKeyValue("ratio", 0.25f)
        .addKeyValue("done", true)
        .addKeyValue("state", Thread.State.NEW)
        .addKeyValue("sizes", Map.of("width", 512))
        .addKeyValue("tags", new Object[] {"a", 1, List.of(true)})
        .log("m");

    ObjectNode record = lines.take();
    WireFormatTest.assertInOrder(record);
    assertThat(record.toString())
        .endsWith(
            "\"text\":\"a\",\"whole\":42,\"ratio\":0.25,\"done\":true,\"state\":\"NEW\","
                + "\"sizes\":{\"width\":512},\"tags\":[\"a\",1,[true]],\"request\":\"r-1\"}");
  }

  @Test
  void ofOneKeyInKeyValuesAndMdcTheFirstIsKept() {
    MDC.put("k", "of the MDC");
    lines.logger().atInfo().addKeyValue("k", 1).addKeyValue("k", 2).log("m");

    ObjectNode record = lines.take();
    assertThat(record.path("k").asInt()).isEqualTo(1);
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(2);
  }

  @Test
  @SuppressWarnings("deprecation") // References between markers.
  void markersAreListedOnceWithThoseTheyReferTo() {
    Marker audit = MarkerFactory.getDetachedMarker("AUDIT");
    Marker security = MarkerFactory.getDetachedMarker("SECURITY");
    Marker login = MarkerFactory.getDetachedMarker("LOGIN");
    security.add(login);
    lines.logger().atInfo().addMarker(audit).addMarker(security).addMarker(audit).log("m");

    ObjectNode record = lines.take();
    assertThat(record.path("markers").toString()).isEqualTo("[\"AUDIT\",\"SECURITY\",\"LOGIN\"]");
    WireFormatTest.assertInOrder(record);
  }

  @Test
  void aThrowableIsToldWithItsCausesAndWhatWasSuppressed() {
    IOException root = new IOException("Connection reset by peer");
    IllegalStateException thrown = new IllegalStateException("upload failed", root);
    thrown.addSuppressed(new IllegalArgumentException("while closing"));
    lines.logger().error("Could not upload {}", "a.png", thrown);

    ObjectNode record = lines.take();
    assertThat(record.path("message").asText()).isEqualTo("Could not upload a.png");
    assertThat(record.path("error_type").asText()).isEqualTo("network");
    assertThat(record.path("error_message").asText()).isEqualTo("upload failed");
    assertThat(record.path("exception_type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(record.path("stack_trace").asText())
        .startsWith("java.lang.IllegalStateException: upload failed\n\tat " + getClass().getName())
        .contains("\n\tSuppressed: java.lang.IllegalArgumentException: while closing\n")
        .contains("\nCaused by: java.io.IOException: Connection reset by peer\n");
    WireFormatTest.assertInOrder(record);
  }

  @Test
  void aThrowableWithoutAMessageHasNoErrorMessage() {
    lines.logger().error("m", new IOException());
    ObjectNode record = lines.take();
    assertThat(record.has("error_message")).isFalse();
    assertThat(record.path("error_type").asText()).isEqualTo("unknown");
  }

  @Test
  void theTimestampIsTheEventsInUtcWithMicroseconds() {
    DateTimeFormatter form =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    List<Instant> times =
        new ArrayList<>(
            List.of(
                Instant.parse("2026-11-24T14:39:52.123456789Z"),
                Instant.parse("2026-11-24T14:39:52Z"),
                Instant.parse("2026-11-24T14:39:53.000001Z"),
                Instant.parse("2024-02-29T23:59:59.999999999Z"),
                Instant.EPOCH,
                Instant.parse("1969-12-31T23:59:59.5Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z")));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      times.add(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
    }
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    for (Instant time : times) {
      LoggingEvent event = event();
      event.setInstant(time);
      assertThat(WireSchema.valid(encoder.encode(event)).path("timestamp").asText())
          .isEqualTo(form.format(time));
    }
  }

  @Test
  void aTimeOutsideFourDigitYearsIsTheNearestInside() {
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
      LoggingEvent event = event();
      event.setInstant(time);
      assertThat(WireSchema.valid(encoder.encode(event)).path("timestamp").asText())
          .isIn("0000-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z");
    }
  }

  private LoggingEvent event() {
    return new LoggingEvent("x", lines.logger(), Level.INFO, "m", null, null);
  }

  @Test
  void anEventThatLacksEverythingIsARecord() {
    LoggingEvent event = new LoggingEvent();
    event.setInstant(Instant.EPOCH);

    ObjectNode record = WireSchema.valid(new ConnectorJsonEncoder().encode(event));
    assertThat(record.path("message").asText("none")).isEmpty();
    assertThat(record.path("logger").asText("none")).isEmpty();
    assertThat(record.path("level").asText()).isEqualTo("info");
  }

  @Test
  void anEventOfAClassWhoseMethodsThrowIsARecordThatSaysSo() {
    for (Throwable thrown : List.of(new IllegalStateException("no"), new StackOverflowError())) {
      ILoggingEvent event =
          (ILoggingEvent)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {ILoggingEvent.class},
                  (proxy, method, arguments) -> {
                    throw thrown;
                  });
      ObjectNode record = WireSchema.valid(new ConnectorJsonEncoder().encode(event));
      assertThat(record.path("message").asText())
          .contains("unreadable event", thrown.getClass().getName());
      assertThat(record.path("level").asText()).isEqualTo("error");
    }
  }

  @Test
  void nothingStandsBeforeTheFirstLineOrAfterTheLast() {
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    assertThat(encoder.headerBytes()).isEmpty();
    assertThat(encoder.footerBytes()).isEmpty();
  }

  @Test
  void aPlainLineInAJobsScopeHasTheContextOfTheJobsEvents() {
    try (LineRecorder global = LineRecorder.ofGlobalContext();
        JobLogger job =
            global
                .worker()
                .withJobContext(
                    JobContext.builder("job-1")
                        .sessionId("s-1")
                        .workflowId("wf-1")
                        .attempt(2)
                        .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .build())) {
      job.info("m");
      ObjectNode event = global.take();
      global.logger().info("m");
      ObjectNode plain = global.take();

      assertThat(names(event))
          .containsAll(ContextFields.ALL.stream().map(field -> field.wireName).toList());
      assertThat(plain.without("timestamp").toString())
          .isEqualTo(event.without("timestamp").toString());
      assertThat(plain.path("attempt").isInt()).isTrue();
    }
  }

  @Test
  void anMdcEntryThatIsNotOfItsFieldsFormIsTheCallers() {
    MDC.put("attempt", "first");
    MDC.put("trace_id", "not-hex");
    MDC.put("span_id", "00F067AA0BA902B7");
    MDC.put("trace_flags", "");
    MDC.put("session_id", "s-1");
    lines.logger().info("m");

    ObjectNode record = lines.take();
    assertThat(names(record)).doesNotContain("attempt", "trace_id", "span_id", "trace_flags");
    assertThat(record.path("field_attempt").asText()).isEqualTo("first");
    assertThat(record.path("field_trace_id").asText()).isEqualTo("not-hex");
    assertThat(record.path("field_span_id").asText()).isEqualTo("00F067AA0BA902B7");
    assertThat(record.has("field_trace_flags")).isTrue();
    assertThat(record.path("session_id").asText()).isEqualTo("s-1");
  }

  @Test
  void anMdcEntryWithAnotherNameOfTheSdksIsTheCallers() {
    MDC.put("level", "forged");
    MDC.put("seq", "1");
    lines.logger().info("m");

    ObjectNode record = lines.take();
    assertThat(record.path("level").asText()).isEqualTo("info");
    assertThat(record.path("field_level").asText()).isEqualTo("forged");
    assertThat(record.path("field_seq").asText()).isEqualTo("1");
  }

  @Test
  void outsideAJobAPlainLineCarriesTheWorkerThatTheEnvironmentNames(@TempDir Path directory)
      throws Exception {
    ChildJvm.Result result =
        ChildJvm.whole()
            .run(
                directory,
                Map.of(
                    "MACHINE_ID", "env-machine",
                    "WORKER_ID", "env-worker",
                    "SERVICE_TYPE", "comfyui",
                    "CONNECTOR_ID", "env-connector"),
                PlainLines.class);
    assertThat(result.exitCode()).as("%s", result.lines()).isZero();
    assertThat(result.lines()).hasSize(4);
    List<ObjectNode> records =
        result.lines().stream()
            .map(line -> WireSchema.valid((line + "\n").getBytes(StandardCharsets.UTF_8)))
            .toList();
    for (ObjectNode record : records.subList(0, 3)) {
      WireFormatTest.assertInOrder(record);
      assertThat(record.path("machine_id").asText()).isEqualTo("env-machine");
      assertThat(record.path("service_type").asText()).isEqualTo("comfyui");
      assertThat(record.path("connector_id").asText()).isEqualTo("env-connector");
      assertThat(record.path("service_instance_id").asText())
          .isEqualTo("machine-env-machine.env-worker");
    }
    assertThat(records)
        .extracting(record -> record.path("worker_id").asText())
        .containsExactly("env-worker", "env-worker", "mdc-worker", "mdc-worker");
    assertThat(names(records.get(3)))
        .contains("machine_id")
        .doesNotContain("service_type", "connector_id", "service_instance_id");
    assertThat(records.get(1).path("request").asText()).isEqualTo("r-1");
  }

  /** The main class of a JVM with a worker's environment. */
  static final class PlainLines {
    private PlainLines() {}

    public static void main(String[] args) {
      try (LineRecorder lines = LineRecorder.ofOwnContext()) {
        lines.logger().info("nothing in the MDC");
        print(lines);
        MDC.put("request", "r-1");
        lines.logger().info("something in the MDC");
        print(lines);
        MDC.put("worker_id", "mdc-worker");
        lines.logger().info("a part of the worker in the MDC");
        print(lines);
        MDC.put("machine_id", "mdc-machine");
        lines.logger().info("another worker in the MDC");
        print(lines);
      }
    }

    private static void print(LineRecorder lines) {
      System.out.print(new String(lines.takeLine(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void manyThreadsEncodeThroughOneEncoderWithoutMixingLines() throws Exception {
    int threads = 8;
    int each = 2_000;
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<byte[]>>> results = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        results.add(
            pool.submit(
                () -> {
                  List<byte[]> encoded = new ArrayList<>();
                  start.await(30, SECONDS);
                  for (int i = 0; i < each; i++) {
                    LoggingEvent event = event();
                    event.addKeyValuePair(new org.slf4j.event.KeyValuePair("id", thread + "-" + i));
                    event.addKeyValuePair(
                        new org.slf4j.event.KeyValuePair("fill", "x".repeat(i % 300)));
                    encoded.add(encoder.encode(event));
                  }
                  return encoded;
                }));
      }
      Set<String> ids = new TreeSet<>();
      for (Future<List<byte[]>> result : results) {
        int i = 0;
        for (byte[] line : result.get(30, SECONDS)) {
          ObjectNode record = WireSchema.parse(line);
          ids.add(record.path("id").asText());
          assertThat(record.path("fill").asText()).hasSize(i++ % 300);
        }
      }
      assertThat(ids).hasSize(threads * each);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aHugeEventLeavesNothingBehindInTheNext() {
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    byte[] before = encoder.encode(event());
    LoggingEvent huge = event();
    for (int i = 0; i < 300; i++) {
      huge.addKeyValuePair(new org.slf4j.event.KeyValuePair("k" + i, "x".repeat(5_000)));
    }
    assertThat(WireSchema.valid(encoder.encode(huge)).has("dropped_fields")).isTrue();

    ObjectNode after = WireSchema.valid(encoder.encode(event()));
    assertThat(names(after)).isEqualTo(names(WireSchema.valid(before)));
    assertThat(Arrays.asList(after.path("message").asText())).containsExactly("m");
  }
}
