package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Whatever a caller passes, the log call returns, and its one line is whole. */
@ExtendWith(NoLeaks.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInputTest {

  private static final String HUGE = "x".repeat(10 * 1024 * 1024);

  private final LineRecorder lines = LineRecorder.ofGlobalContext();
  private final ConnectorLogger worker = lines.worker();

  @AfterEach
  void close() {
    lines.close();
    MDC.clear();
  }

  /** The one line there is, valid, with what no caller can change. */
  private ObjectNode take() {
    ObjectNode record = lines.take();
    assertThat(record.path("message").asText()).isEqualTo("m");
    assertThat(record.path("level").asText()).isEqualTo("info");
    assertThat(record.path("logger").asText()).isEqualTo(lines.logger().getName());
    assertThat(record.path("thread").asText()).isEqualTo(Thread.currentThread().getName());
    WireFormatTest.assertInOrder(record);
    return record;
  }

  /** Every way in which a value can come. */
  enum Way {
    FIELD {
      @Override
      void log(HostileInputTest test, @Nullable String key, @Nullable Object value) {
        test.worker.info("m", e -> e.field(key, value));
      }
    },
    MAP {
      @Override
      void log(HostileInputTest test, @Nullable String key, @Nullable Object value) {
        Map<@Nullable String, @Nullable Object> map = new HashMap<>();
        map.put(key, value);
        test.worker.info("m", map);
      }
    },
    KEY_VALUE {
      @Override
      void log(HostileInputTest test, @Nullable String key, @Nullable Object value) {
        test.lines.logger().atInfo().addKeyValue(key, value).log("m");
      }
    };

    abstract void log(HostileInputTest test, @Nullable String key, @Nullable Object value);
  }

  static Stream<HostileValue> values() {
    return HostileValue.all().stream();
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsWrittenOrLeftOutAndCounted(HostileValue hostile) {
    for (Way way : Way.values()) {
      way.log(this, "given", hostile.value());

      ObjectNode record = take();
      JsonNode given = record.get("given");
      assertThat(given == null ? "absent" : given.toString())
          .as("%s through %s", hostile, way)
          .matches(written -> hostile.expected().test(written), "is as expected");
      assertThat(record.path("dropped_fields").asInt(0))
          .as("dropped of %s through %s", hostile, way)
          .isEqualTo(hostile.dropped());
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueInsideOthersLeavesTheLineWhole(HostileValue hostile) {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    map.put("inner", hostile.value());
    map.put("after", 1);
    for (Way way : Way.values()) {
      way.log(this, "given", new @Nullable Object[] {0, hostile.value(), map});
      take();
    }
  }

  @Test
  void anArgumentLeavesTheLineWhole() {
    Object[] array = new Object[2];
    Arrays.fill(array, array);
    List<Object> list = new ArrayList<>();
    list.add(list);
    for (Object argument :
        Arrays.asList(null, HUGE, "\uD800", Double.NaN, array, list, new byte[3], '\u0000')) {
      lines.logger().info("m {} {}", argument, 1);
      assertThat(lines.take().path("message").asText()).startsWith("m ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyKeyLeavesTheLineWhole(Way way) {
    Map<@Nullable String, String> keys = new LinkedHashMap<>();
    keys.put("", "");
    keys.put(" ", " ");
    keys.put("a\"b\\", "a\"b\\");
    keys.put("a\r\nb\u2028", "a\r\nb\u2028");
    keys.put("\u0000", "\u0000");
    keys.put("\uD83D\uDE80 é€", "\uD83D\uDE80 é€");
    keys.put("\uD800", "\uFFFD");
    keys.put("k".repeat(100_000), "k".repeat(128));
    keys.put("k".repeat(127) + "\uD83D\uDE80", "k".repeat(127) + "\uFFFD");
    keys.forEach(
        (key, written) -> {
          way.log(this, key, 1);
          assertThat(take().path(written).asInt(0)).as("%s", written).isEqualTo(1);
        });
    way.log(this, null, 1);
    assertThat(take().path("dropped_fields").asInt(0)).isEqualTo(1);
  }

  @Test
  void keysThatAreWrittenAlikeAreOneKey() {
    lines.logger().atInfo().addKeyValue("a\uD800", 1).addKeyValue("a\uDFFF", 2).log("m");
    ObjectNode record = take();
    assertThat(record.path("a\uFFFD").asInt()).isEqualTo(1);
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(1);

    String prefix = "k".repeat(128);
    worker.info("m", e -> e.field(prefix + "1", 1).field(prefix + "2", 2));
    assertThat(take().path(prefix).asInt()).isEqualTo(2);
  }

  @Test
  void anyMessageLeavesTheLineWhole() {
    for (String message :
        Arrays.asList(null, "", "{}", "{} {}", "\r\n\u0000\u001b[31m", "\uDC00a\uD800", HUGE)) {
      worker.info(message);
      worker.error(message, (Throwable) null);
      worker.withJobContext(
          message,
          job -> {
            job.jobFailed(message);
          });
      lines.logger().info(message);
      lines.logger().info(message, (Object) null);
      lines.logger().info(message, null, new @Nullable Object[] {null});

      List<byte[]> written = lines.takeLines();
      assertThat(written).hasSize(8);
      for (byte[] line : written) {
        ObjectNode record = WireSchema.valid(line);
        if (HUGE.equals(message) && record.path("level").asText().equals("info")) {
          assertThat(record.path("message").asText())
              .matches("(x{32000,}\\.\\.\\.\\[cut, 10485760 characters in all]|Job \\w+)");
        }
      }
    }
  }

  @Test
  void aHugeTextIsCutAndMarkedWhereverItStands() {
    String mark = "...[cut, 10485760 characters in all]";
    MDC.put("mdc", HUGE);
    MDC.put("session_id", HUGE);
    worker.error(
        HUGE,
        new IOException(HUGE),
        e -> e.field("own", HUGE).field("list", List.of(HUGE)).model(HUGE).errorMessage(HUGE));
    ObjectNode own = lines.take();
    lines.logger().atInfo().addKeyValue("own", HUGE).setCause(new IOException(HUGE)).log(HUGE);
    ObjectNode plain = lines.take();

    for (ObjectNode record : List.of(own, plain)) {
      for (String field : List.of("message", "error_message", "own", "mdc")) {
        assertThat(record.path(field).asText()).as(field).endsWith(mark);
        assertThat(bytes(record.path(field)))
            .as(field)
            .isBetween(FieldWriter.MAX_STRING_BYTES - 64, FieldWriter.MAX_STRING_BYTES);
      }
      assertThat(record.path("stack_trace").asText()).contains(mark + "\n\tat ");
    }
    assertThat(own.at("/list/0").asText()).endsWith(mark);
    for (JsonNode text : List.of(own.path("model"), plain.path("session_id"))) {
      assertThat(text.asText()).endsWith(mark);
      assertThat(bytes(text))
          .isBetween(FieldWriter.MAX_SHORT_STRING_BYTES - 64, FieldWriter.MAX_SHORT_STRING_BYTES);
    }
  }

  private static int bytes(JsonNode text) {
    return text.asText().getBytes(StandardCharsets.UTF_8).length + 2;
  }

  @Test
  void textIsKeptToTheLastCharacter() {
    String text =
        "tab\t quote\" backslash\\ é € \uD83D\uDE80 \u0000\u001f\u007f\u2028 lone \uD800 end";
    worker.info(text, e -> e.field("text", text));

    ObjectNode record = lines.take();
    assertThat(record.path("message").asText()).isEqualTo(text.replace('\uD800', '\uFFFD'));
    assertThat(record.path("text").asText()).isEqualTo(text.replace('\uD800', '\uFFFD'));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 10_000})
  void fieldsBeyondTheLimitAreCounted(int count) {
    Map<String, Object> fields = new HashMap<>();
    LoggingEventBuilder builder = lines.logger().atInfo();
    for (int i = 0; i < count; i++) {
      fields.put("k" + i, i);
      builder = builder.addKeyValue("k" + i, i);
    }
    List<Runnable> ways = new ArrayList<>();
    ways.add(() -> worker.info("m", fields));
    ways.add(() -> worker.info("m", e -> fields.forEach(e::field)));
    ways.add(builderOf(builder));
    ways.add(
        () -> {
          fields.forEach((key, value) -> MDC.put(key, value.toString()));
          lines.logger().info("m");
        });
    for (Runnable way : ways) {
      way.run();
      ObjectNode record = take();
      assertThat(record.path("dropped_fields").asInt(0)).isEqualTo(count - 256);
      assertThat(record.properties().stream().filter(field -> field.getKey().startsWith("k")))
          .hasSize(256);
    }
  }

  private static Runnable builderOf(LoggingEventBuilder builder) {
    return () -> builder.log("m");
  }

  @Test
  void noCallerOverwritesAFieldOfTheSdk() {
    try (JobLogger job =
        worker.withJobContext(
            JobContext.builder("job-1")
                .sessionId("s-1")
                .workflowId("wf-1")
                .attempt(2)
                .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .build())) {
      Consumer<LogEvent> known =
          e -> e.progress(1).model("sdxl").errorMessage("reason").field("own", 1);
      job.info("m", known);
      ObjectNode genuine = take();
      job.info(
          "m",
          e -> {
            for (WireField field : WireField.values()) {
              e.field(field.wireName, "forged");
            }
            known.accept(e);
          });
      assertGenuine(take(), genuine);

      lines.logger().info("m");
      ObjectNode genuinePlain = take();
      LoggingEventBuilder builder = lines.logger().atInfo();
      for (WireField field : WireField.values()) {
        builder = builder.addKeyValue(field.wireName, "forged");
      }
      builder.log("m");
      assertGenuine(take(), genuinePlain);

      for (WireField field : WireField.values()) {
        if (!field.isContext()) {
          MDC.put(field.wireName, "forged");
        }
      }
      lines.logger().info("m");
      assertGenuine(take(), genuinePlain);
      job.info("m", known);
      assertGenuine(take(), genuine);
    }
  }

  /** All is as it was, but for fields that are prefixed. */
  private static void assertGenuine(ObjectNode forged, ObjectNode genuine) {
    for (WireField field : WireField.values()) {
      JsonNode prefixed = forged.remove("field_" + field.wireName);
      assertThat(prefixed == null ? "forged" : prefixed.asText()).isEqualTo("forged");
    }
    forged.remove("timestamp");
    assertThat(forged.toString()).doesNotContain("forged");
    assertThat(forged).isEqualTo(genuine.deepCopy().without("timestamp"));
  }

  @Test
  void everyForgedFieldIsKeptUnderItsPrefix() {
    for (WireField field : WireField.values()) {
      for (Way way : Way.values()) {
        way.log(this, field.wireName, "forged");
        assertThat(take().path("field_" + field.wireName).asText()).isEqualTo("forged");
      }
    }
  }

  @Test
  void theSameKeyTwiceIsThereOnce() {
    MDC.put("k", "mdc");
    MDC.put("field_level", "mdc");
    worker.info("m", e -> e.field("k", 1).field("k", 2));
    assertThat(take().path("k").asInt()).isEqualTo(2);
    lines.logger().atInfo().addKeyValue("k", 1).addKeyValue("k", 2).log("m");
    assertThat(take().path("k").asInt()).isEqualTo(1);
    lines.logger().info("m");
    assertThat(take().path("k").asText()).isEqualTo("mdc");
    worker.info("m", e -> e.field("job_id", 1).field("field_job_id", 2));
    assertThat(take().path("field_job_id").asInt()).isEqualTo(2);
    worker.info("m", e -> e.field("level", 1));
    assertThat(take().path("field_level").asInt()).isEqualTo(1);
    lines.logger().atInfo().addKeyValue("field_level", 1).addKeyValue("level", 2).log("m");
    assertThat(take().path("field_level").asInt()).isEqualTo(1);
  }

  @Test
  void aProgressThatIsNoNumberIsLeftOutAndCounted() {
    worker.info("m", e -> e.progress(Double.NaN).field("after", 1));
    ObjectNode record = take();
    assertThat(record.has("progress")).isFalse();
    assertThat(record.path("after").asInt()).isEqualTo(1);
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(1);
  }

  @Test
  void aFieldLeftOutOfAFullRecordDoesNotKeepLaterOnesOut() {
    worker.info(
        "m",
        e -> {
          for (int i = 0; i < 20; i++) {
            e.field("k" + i, HUGE);
          }
          e.field("small", 1);
        });
    byte[] line = lines.takeLine();
    ObjectNode record = WireSchema.valid(line);
    assertThat(record.path("small").asInt()).isEqualTo(1);
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(13);
    assertThat(line.length).isGreaterThan(7 * (FieldWriter.MAX_STRING_BYTES - 64));
  }

  @Test
  void aFullRecordHasRoomForItsMarkers() {
    LoggingEventBuilder builder = lines.logger().atInfo();
    for (int i = 0; i < 256; i++) {
      builder = builder.addKeyValue("k" + i, "x".repeat(i < 245 ? 1_050 : 40));
    }
    for (int i = 0; i < 40; i++) {
      builder = builder.addMarker(MarkerFactory.getDetachedMarker((i + 10) + "y".repeat(252)));
    }
    builder.log("m");
    byte[] line = lines.takeLine();
    assertThat(line.length).isGreaterThan(FieldWriter.MAX_RECORD_BYTES - 400);

    ObjectNode record = WireSchema.valid(line);
    assertThat(record.path("message").asText()).isEqualTo("m");
    assertThat(record.path("markers")).hasSize(FieldWriter.MAX_MARKERS);
    assertThat(record.at("/markers/0").asText()).isEqualTo("10" + "y".repeat(252));
  }

  @Test
  void aMarkerWhoseMethodsThrowIsLeftOutAndCounted() {
    Marker hostile =
        (Marker)
            java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Marker.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("no " + method.getName());
                });
    lines
        .logger()
        .atInfo()
        .addMarker(hostile)
        .addMarker(MarkerFactory.getDetachedMarker("GOOD"))
        .log("m");
    ObjectNode record = take();
    assertThat(record.path("markers").toString()).isEqualTo("[\"GOOD\"]");
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(1);
  }

  @Test
  void anObjectThatLogsItselfThroughTheSameLoggerIsAskedOnce() {
    Object logsItself =
        new Object() {
          @Override
          public String toString() {
            worker.info("of the SDK", e -> e.field("self", this));
            lines.logger().atInfo().addKeyValue("self", this).log("plain");
            return "logged";
          }
        };
    String notAsked = "[not asked while another is: " + logsItself.getClass().getName() + "]";
    List<Runnable> ways =
        List.of(
            () -> worker.info("m", e -> e.field("self", logsItself)),
            () -> lines.logger().atInfo().addKeyValue("self", logsItself).log("m"));
    for (Runnable way : ways) {
      way.run();
      List<ObjectNode> records = lines.takeLines().stream().map(WireSchema::valid).toList();
      assertThat(records).hasSize(3);
      assertThat(records.get(0).path("self").asText()).isEqualTo(notAsked);
      assertThat(records.get(1).path("self").asText()).isEqualTo(notAsked);
      assertThat(records.get(2).path("self").asText()).isEqualTo("logged");
    }
  }

  @Test
  void aMapThatCannotBeReadIsToldOfInTheEvent() {
    worker.info("m", HostileValue.mapThatThrows());
    assertThat(take().path("log_event_error").asText())
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void manyFieldsOfHugeStructuresAreWrittenInBoundedTime() {
    List<Object> structure = List.of("leaf");
    for (int depth = 0; depth < 6; depth++) {
      structure = Collections.nCopies(250, structure);
    }
    List<Object> huge = structure;
    worker.info(
        "m",
        e -> {
          for (int i = 0; i < 256; i++) {
            e.field("k" + i, huge);
          }
        });
    assertThat(take().path("dropped_fields").asInt()).isPositive();
  }

  static Stream<Throwable> throwables() {
    return HostileThrowables.all().stream();
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void aThrowableLeavesTheLineWhole(Throwable thrown) {
    worker.error("m", thrown);
    ObjectNode record = lines.take();
    assertThat(record.path("message").asText()).isEqualTo("m");
    assertThat(record.path("exception_type").asText()).isEqualTo(thrown.getClass().getName());
    assertThat(record.path("stack_trace").asText()).startsWith(thrown.getClass().getName());
    assertThat(record.has("stack_hash")).isTrue();
    assertThat(record.has("error_type")).isTrue();
    // Where Logback itself can read it, a plain line tells it too.
    if (HostileThrowables.isReadable(thrown)) {
      lines.logger().error("m", thrown);
      ObjectNode plain = lines.take();
      for (String field : List.of("error_type", "exception_type", "stack_hash")) {
        assertThat(plain.path(field)).as(field).isEqualTo(record.path(field));
      }
    }
  }

  @Test
  void theRootOfTenThousandCausesIsKept() {
    Throwable deep = HostileThrowables.deep();
    worker.error("m", deep);
    assertThat(lines.take().path("stack_trace").asText())
        .contains("... 9993 causes left out\nCaused by: java.io.IOException: the root\n\tat ");
  }

  /** The seed of a failure is in its message; a failure is repeated by setting it here. */
  @Test
  void randomEventsAreWhole() {
    long seed = new Random().nextLong();
    for (int i = 0; i < 20_000; i++) {
      Random random = new Random(seed + i);
      RandomEvent event = new RandomEvent(random);
      try {
        event.log(worker, lines.logger());
        for (byte[] line : lines.takeLines()) {
          ObjectNode record = i % 50 == 0 ? WireSchema.valid(line) : WireSchema.parse(line);
          WireFormatTest.assertInOrder(record);
          for (String field : List.of("timestamp", "level", "message", "logger", "thread")) {
            assertThat(record.path(field).isTextual()).as(field).isTrue();
          }
          assertThat(record.path("message").asText()).doesNotContain("unreadable event");
          event.check(record);
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
      } catch (Throwable t) {
        throw new AssertionError("seed " + (seed + i) + "L: " + t.getMessage(), t);
      }
    }
  }

  /** One event of random parts, most of them hostile. */
  private static final class RandomEvent {
    private static final List<HostileValue> VALUES = HostileValue.quick();
    private static final List<Throwable> THROWABLES = HostileThrowables.quick();
    private static final List<String> KEYS = keys();

    private final Random random;
    private final boolean inJob;

    RandomEvent(Random random) {
      this.random = random;
      this.inJob = random.nextBoolean();
    }

    private static List<String> keys() {
      List<String> keys =
          new ArrayList<>(
              List.of("a", "b", "c\n", "", "\uD800x", "\uDC00x", "\uFFFDx", "k".repeat(200)));
      for (WireField field : WireField.values()) {
        keys.add(field.wireName);
        keys.add("field_" + field.wireName);
      }
      return keys;
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private String text() {
      int length = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(30);
      StringBuilder text = new StringBuilder();
      while (text.length() < length) {
        text.append(
            switch (random.nextInt(6)) {
              case 0 -> (char) random.nextInt(0x10000);
              case 1 -> (char) random.nextInt(0x20);
              case 2 -> '"';
              case 3 -> '{';
              default -> (char) ('a' + random.nextInt(26));
            });
        if (random.nextInt(100) == 0) {
          text.append("z".repeat(length));
        }
      }
      return text.toString();
    }

    private @Nullable Object value(int depth) {
      return switch (random.nextInt(depth > 3 ? 4 : 6)) {
        case 0 -> any(VALUES).value();
        case 1 -> text();
        case 2 -> random.nextLong();
        case 3 -> Double.longBitsToDouble(random.nextLong());
        case 4 -> list(depth + 1);
        default -> map(depth + 1);
      };
    }

    private Object list(int depth) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        list.add(value(depth));
      }
      return random.nextBoolean() ? list : list.toArray();
    }

    private Object map(int depth) {
      Map<Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        map.put(random.nextBoolean() ? any(KEYS) : random.nextInt(3), value(depth));
      }
      return map;
    }

    private void fill(LogEvent event) {
      for (int i = random.nextInt(12); i > 0; i--) {
        event.field(any(KEYS), value(0));
      }
      if (random.nextInt(4) == 0) {
        event
            .model(text())
            .executionStep(text())
            .progress(Double.longBitsToDouble(random.nextLong()))
            .inputSize(random.nextLong())
            .errorType(text())
            .errorMessage(text());
      }
    }

    void log(ConnectorLogger worker, org.slf4j.Logger library) {
      try {
        if (inJob) {
          JobContext job =
              JobContext.builder(text())
                  .sessionId(text())
                  .attempt(random.nextInt())
                  .traceparent(text())
                  .build();
          try (JobLogger logger = worker.withJobContext(job)) {
            parts(logger, library);
          }
        } else {
          parts(worker, library);
        }
      } finally {
        MDC.clear();
      }
    }

    private void parts(StructuredLogger logger, org.slf4j.Logger library) {
      for (int i = random.nextInt(4); i > 0; i--) {
        MDC.put(any(KEYS), text());
      }
      switch (random.nextInt(4)) {
        case 0 -> logger.info(text(), this::fill);
        case 1 -> logger.error(text(), any(THROWABLES), this::fill);
        case 2 -> logger.serviceEvent(text(), this::fill);
        default -> {
          LoggingEventBuilder builder = library.atWarn();
          for (int i = random.nextInt(12); i > 0; i--) {
            builder = builder.addKeyValue(any(KEYS), value(0));
          }
          for (int i = random.nextInt(3); i > 0; i--) {
            builder = builder.addMarker(MarkerFactory.getDetachedMarker(text()));
          }
          Throwable thrown = any(THROWABLES);
          if (HostileThrowables.isReadable(thrown)) {
            builder = builder.setCause(thrown);
          }
          builder.log(text(), text(), random.nextInt());
        }
      }
    }

    /** What can be said of each of them. */
    void check(JsonNode record) {
      assertThat(record.path("level").asText()).isIn("info", "warn", "error");
      if (record.path("logger").asText().isEmpty()) {
        throw new AssertionError("no logger");
      }
      Objects.requireNonNull(record.get("thread"));
    }
  }

  @Test
  void numbersOfAnySizeAreWrittenQuickly() {
    worker.info(
        "m",
        e ->
            e.field("integer", BigInteger.ONE.shiftLeft(30_000_000))
                .field("decimal", new BigDecimal(BigInteger.ONE.shiftLeft(30_000_000), 5))
                .field("tiny", new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE)));
    ObjectNode record = take();
    assertThat(record.path("integer").asText()).isEqualTo("[a number of 30000001 bits]");
    assertThat(record.path("decimal").asText()).isEqualTo("[a number of 30000001 bits]");
    assertThat(record.path("tiny").isNumber()).isTrue();
  }
}
