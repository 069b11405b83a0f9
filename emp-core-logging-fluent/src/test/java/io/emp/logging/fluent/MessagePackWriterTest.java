package io.emp.logging.fluent;

import static io.emp.logging.fluent.Entries.decode;
import static io.emp.logging.fluent.Entries.event;
import static io.emp.logging.fluent.Entries.field;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emp.logging.ConnectorJsonEncoder;
import io.emp.logging.FieldWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.value.Value;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

class MessagePackWriterTest {

  private final MessagePackWriter writer = new MessagePackWriter(Entries.RUN.hex());
  private final ConnectorJsonEncoder json = new ConnectorJsonEncoder();
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void anEntryIsAnEventTimeAndARecord() throws IOException {
    LoggingEvent event = event("hello");
    event.setInstant(Instant.ofEpochSecond(1_700_000_001L, 123_456_789));
    writer.write(event);
    writer.complete(42, writer.epochNanos());

    List<Value> entry = decode(writer).asArrayValue().list();

    assertThat(entry).hasSize(2);
    assertThat(entry.get(0).asExtensionValue().getType()).isZero();
    ByteBuffer time = ByteBuffer.wrap(entry.get(0).asExtensionValue().getData());
    assertThat(time.getInt()).isEqualTo(1_700_000_001);
    assertThat(time.getInt()).isEqualTo(123_456_789);
    assertThat(field(entry.get(1), "timestamp").asStringValue().asString())
        .isEqualTo("2023-11-14T22:13:21.123456Z");
    assertThat(field(entry.get(1), "run_id").asStringValue().asString())
        .isEqualTo(Entries.RUN.hex());
    assertThat(field(entry.get(1), "seq").asIntegerValue().toLong()).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100, 400})
  void aStackIsTheSameTextInBothFormats(int frames) throws IOException {
    StackTraceElement[] stack = new StackTraceElement[frames];
    for (int i = 0; i < frames; i++) {
      String method = i % 3 == 0 ? "\u00f6ffne\"" + i : "open" + i;
      stack[i] = new StackTraceElement("io.emp.Worker", method, "Worker.java", i);
    }
    Throwable thrown = new IOException(frames == 0 ? null : "n\u00f6t \"there\"\n");
    thrown.setStackTrace(stack);
    LoggingEvent event = event("hello");
    event.setThrowableProxy(new ThrowableProxy(thrown));
    writer.write(event);

    String text =
        field(decode(writer).asArrayValue().get(1), "stack_trace").asStringValue().asString();

    assertThat(text)
        .startsWith("java.io.IOException")
        .isEqualTo(mapper.readTree(json.encode(event)).get("stack_trace").asText());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 0xFFFF_FFFEL, 0xFFFF_FFFFL, Integer.MAX_VALUE * 9L})
  void aTimeOutsideTheProtocolsRangeIsMovedIntoIt(long seconds) throws IOException {
    LoggingEvent event = event("hello");
    event.setInstant(seconds == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochSecond(seconds));
    writer.write(event);
    writer.complete(1, writer.epochNanos());

    ByteBuffer time =
        ByteBuffer.wrap(decode(writer).asArrayValue().get(0).asExtensionValue().getData());

    assertThat(Integer.toUnsignedLong(time.getInt())).isBetween(1L, 0xFFFF_FFFDL);
  }

  @Test
  void everyWholeNumberIsReadBack() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (int shift = 0; shift < 64; shift++) {
      for (long near = -2; near <= 2; near++) {
        numbers.add((1L << shift) + near);
        numbers.add(-(1L << shift) + near);
      }
    }
    for (Long number : numbers) {
      assertThat(callerField(number).asIntegerValue().toLong()).isEqualTo(number);
    }
  }

  @Test
  void everyLengthOfTextIsReadBack() throws IOException {
    for (int length :
        new int[] {0, 1, 10, 11, 30, 31, 32, 33, 84, 85, 86, 254, 255, 256, 257, 1000, 32_000}) {
      for (String character : new String[] {"a", "é", "€"}) {
        String text = character.repeat(length);
        if (length * 3 < FieldWriter.MAX_STRING_BYTES - 64) {
          assertThat(callerField(text).asStringValue().asString()).isEqualTo(text);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "\uD83D\uDE80"})
  void aLongTextIsCutAtACharacterAndMarked(String character) throws IOException {
    String text = character.repeat(10_000_000 / character.length());

    String written = callerField(text).asStringValue().asString();

    String mark = "...[cut, " + text.length() + " characters in all]";
    assertThat(written).endsWith(mark);
    assertThat(written.substring(0, written.length() - mark.length()).replace(character, ""))
        .isEmpty();
    assertThat(written.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        .isBetween(FieldWriter.MAX_STRING_BYTES - 128, FieldWriter.MAX_STRING_BYTES);
  }

  @Test
  void secretsAreMaskedByNameAndByForm() throws IOException {
    LoggingEvent event =
        event(
            "GET https://joe:hunter2@host/",
            Map.of("session_token", "hunter2", "token_usage", "7"));
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("password", "hunter2"),
            new KeyValuePair(
                "request",
                Map.of("headers", Map.of("Authorization", "hunter2", "Accept", "text/html")))));
    writer.write(event);

    Value record = decode(writer).asArrayValue().get(1);

    assertThat(record.toJson()).doesNotContain("hunter2");
    assertThat(field(record, "message").asStringValue().asString())
        .isEqualTo("GET https://***@host/");
    assertThat(field(record, "password").asStringValue().asString()).isEqualTo("***");
    assertThat(field(record, "session_token").asStringValue().asString()).isEqualTo("***");
    assertThat(field(record, "token_usage").asStringValue().asString()).isEqualTo("7");
    assertThat(mapper.readTree(field(record, "request").toJson()))
        .isEqualTo(
            mapper.readTree("{\"headers\":{\"Authorization\":\"***\",\"Accept\":\"text/html\"}}"));
  }

  @Test
  void aSecretAcrossTheCutOfALongTextLeavesNothing() throws IOException {
    for (int before = 0; before < 60; before++) {
      String text =
          "x".repeat(FieldWriter.MAX_STRING_BYTES - 40 - before)
              + " password=hunter2hunter2"
              + "y".repeat(50_000);
      assertThat(callerField(text).asStringValue().asString()).doesNotContain("hunter");
    }
  }

  /**
   * The two formats share everything but how a value lies in memory; so their readers must see the
   * same.
   */
  @Test
  void aRecordHoldsWhatTheJsonLineHolds() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      LoggingEvent event =
          event(text(random), Map.of("mdc", text(random), "job_id", "j-" + i, "attempt", "3"));
      List<KeyValuePair> pairs = new ArrayList<>();
      for (int k = random.nextInt(12); k > 0; k--) {
        pairs.add(new KeyValuePair("k" + random.nextInt(12), value(random, 0)));
      }
      event.setKeyValuePairs(pairs);
      writer.write(event);

      JsonNode fromJson = mapper.readTree(json.encode(event));
      JsonNode fromMessagePack = mapper.readTree(decode(writer).asArrayValue().get(1).toJson());
      ((com.fasterxml.jackson.databind.node.ObjectNode) fromMessagePack)
          .remove(List.of("run_id", "seq"));

      assertThat(fromMessagePack).as("seed %d, event %d", seed, i).isEqualTo(fromJson);
    }
  }

  private Value callerField(Object value) throws IOException {
    LoggingEvent event = event("m");
    event.setKeyValuePairs(List.of(new KeyValuePair("given", value)));
    writer.write(event);
    return field(decode(writer).asArrayValue().get(1), "given");
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth < 3 ? 9 : 6)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> random.nextGaussian();
      case 3 -> random.nextBoolean();
      case 4 -> Double.NaN;
      case 5 -> text(random);
      case 6 -> List.of(value(random, depth + 1), value(random, depth + 1));
      case 7 -> new int[] {random.nextInt(), 2, 3};
      default -> {
        Map<String, Object> map = new HashMap<>();
        map.put(text(random), value(random, depth + 1));
        map.put("fixed", value(random, depth + 1));
        yield map;
      }
    };
  }

  private static String text(Random random) {
    int length = random.nextInt(60);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append((char) (0x80 + random.nextInt(0x700)));
        case 2 -> text.append((char) random.nextInt(0x10000)); // Lone surrogates among them.
        case 3 -> text.appendCodePoint(0x1F600 + random.nextInt(64));
        default -> text.append((char) (0x20 + random.nextInt(0x5F)));
      }
    }
    return text.toString();
  }

  /** Each text twice in a row, and an MDC as often as a writer has to see it to remember it. */
  @Test
  void whatAWriterRemembersIsWrittenAsByANewWriter() {
    MDC.put("job_id", "job-1");
    MDC.put("tenant", "example");
    try {
      for (String text : new String[] {"a", "\u00e9".repeat(100), "x".repeat(256), "\uD83D"}) {
        LoggingEvent event = event(text);
        event.addKeyValuePair(new KeyValuePair("text", text));
        event.addKeyValuePair(new KeyValuePair("password", text));
        event.addKeyValuePair(new KeyValuePair("number", 12.5));
        event.getMDCPropertyMap();
        for (int i = 0; i < 6; i++) {
          assertThat(bytes(writer, event))
              .isEqualTo(bytes(new MessagePackWriter(Entries.RUN.hex()), event));
        }
      }
    } finally {
      MDC.clear();
    }
  }

  private static byte[] bytes(MessagePackWriter writer, LoggingEvent event) {
    writer.write(event);
    writer.complete(1, 1);
    return Arrays.copyOf(writer.buffer(), writer.length());
  }
}
