package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.array;
import static io.emp.examples.collector.Frames.bin;
import static io.emp.examples.collector.Frames.bytes;
import static io.emp.examples.collector.Frames.chunk;
import static io.emp.examples.collector.Frames.concatenated;
import static io.emp.examples.collector.Frames.entry;
import static io.emp.examples.collector.Frames.gzip;
import static io.emp.examples.collector.Frames.map;
import static io.emp.examples.collector.Frames.message;
import static io.emp.examples.collector.Frames.number;
import static io.emp.examples.collector.Frames.raw;
import static io.emp.examples.collector.Frames.record;
import static io.emp.examples.collector.Frames.text;
import static io.emp.examples.collector.Frames.time;
import static io.emp.examples.collector.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.Frames.Part;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these messages asks for an acknowledgement and must not get it. */
class RejectionTest {

  private static final Part TAG = text("app");
  private static final Part TIME = time(Frames.TIME);
  private static final Part RECORD = record("m");
  private static final Part CHUNK = chunk("c");
  private static final byte[] ENTRY = bytes(entry("m"));

  @ParameterizedTest(name = "{0}")
  @MethodSource({"malformedMessages", "malformedEntries", "malformedRecords", "wrongOptions"})
  void closesTheConnectionWithoutAckAndTellsWhy(String problem, Part message) throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(message));

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(collector.problems()).singleElement().asString().contains(problem);
      assertThat(events).isEmpty();
      assertThat(collector.acknowledged()).isZero();
    }
  }

  private static Stream<Arguments> malformedMessages() {
    return Stream.of(
        Arguments.of("Expected Array, but got Map", map(TAG, RECORD)),
        Arguments.of("malformed message", raw('G', 'E', 'T', ' ', '/')),
        Arguments.of("malformed message", raw(0xC1)),
        Arguments.of("a message has 1 elements", array(TAG)),
        Arguments.of("a message has 5 elements", array(TAG, TIME, RECORD, CHUNK, CHUNK)),
        Arguments.of("a tag is not a string: BINARY", array(bin(utf8("a")), TIME, RECORD, CHUNK)),
        Arguments.of("a message ends before its record", array(TAG, TIME)),
        Arguments.of("an element too many", array(TAG, array(), CHUNK, CHUNK)),
        Arguments.of("an element too many", array(TAG, bin(ENTRY), CHUNK, CHUNK)),
        Arguments.of("a value needs more bytes", array(TAG, raw(0xDB, 0x04, 0, 0, 0))),
        Arguments.of("a value needs more bytes", array(TAG, raw(0xDD, 0x7F, 0, 0, 0))),
        Arguments.of("a value needs more bytes", array(TAG, TIME, raw(0xDF, 0x7F, 0, 0, 0))),
        Arguments.of("malformed message", array(TAG, raw(0xDB, 0xFF, 0xFF, 0xFF, 0xFF))));
  }

  private static Stream<Arguments> malformedEntries() {
    byte[] cut = Arrays.copyOf(ENTRY, ENTRY.length - 1);
    Part v15 = array(array(TIME, map()), RECORD);
    Part timestamp = out -> out.packTimestamp(Frames.TIME);
    Part tooManyNanos = raw(0xD7, 0, 0, 0, 0, 1, 0xFF, 0, 0, 0);
    return Stream.of(
        Arguments.of("an entry has 3 elements", forward(array(TIME, RECORD, RECORD))),
        Arguments.of("time is of type ARRAY", forward(v15)),
        Arguments.of("time is of type FLOAT", forward(array(out -> out.packDouble(1.5), RECORD))),
        Arguments.of("extension -1 of 12 bytes", forward(array(timestamp12(), RECORD))),
        Arguments.of("extension -1", forward(array(timestamp, RECORD))),
        Arguments.of("4278190080 nanoseconds", forward(array(tooManyNanos, RECORD))),
        Arguments.of("out of range: -1", forward(array(number(-1), RECORD))),
        Arguments.of("Expected Map", forward(array(TIME, text("m")))),
        Arguments.of("a value needs more bytes", packed(cut, CHUNK)),
        Arguments.of("end within an entry", packed(bytes(raw(0x92, 0xCF, 0)), CHUNK)),
        Arguments.of("Expected Array", packed(utf8("not entries"), CHUNK)));
  }

  private static Stream<Arguments> malformedRecords() {
    Part twice = map(text("level"), number(1), text("m"), number(2), text("level"), number(1));
    return Stream.of(
        Arguments.of("the key \"level\" stands twice", forward(array(TIME, twice))),
        Arguments.of("the key \"level\" stands twice", forward(array(TIME, holding(twice)))),
        Arguments.of("the key \"level\" stands twice", packed(bytes(array(TIME, twice)), CHUNK)),
        Arguments.of(
            "the key \"level\" stands twice",
            packed(gzip(bytes(array(TIME, twice))), gzipOption("gzip"))),
        Arguments.of(
            "a key is not a string: INTEGER", forward(array(TIME, map(number(1), number(1))))),
        Arguments.of("text is not UTF-8", forward(array(TIME, holding(raw(0xA2, 0xC3, 0x28))))),
        Arguments.of(
            "text is not UTF-8", forward(array(TIME, holding(raw(0xA3, 0xED, 0xA0, 0x80))))),
        Arguments.of("extension type", forward(array(TIME, holding(TIME)))),
        Arguments.of("deeper than 64 levels", forward(array(TIME, holding(nested(64))))));
  }

  private static Stream<Arguments> wrongOptions() {
    byte[] cut = Arrays.copyOf(gzip(ENTRY), 20);
    return Stream.of(
        // The library writes the name of what it got in letters of the default locale.
        Arguments.of("Expected Map, but got N", packed(ENTRY, raw(0xC0))),
        Arguments.of(
            "the option chunk is not a string: BINARY",
            packed(ENTRY, map(text("chunk"), bin(utf8("c"))))),
        Arguments.of(
            "the key \"chunk\" stands twice",
            packed(ENTRY, map(text("chunk"), text("c"), text("chunk"), text("c")))),
        Arguments.of("size is 2, the message holds 1 entries", packed(ENTRY, size(number(2)))),
        Arguments.of("size is 0", array(TAG, TIME, RECORD, size(number(0)))),
        Arguments.of("size is 3", array(TAG, array(entry("m")), size(number(3)))),
        Arguments.of("size is 1", packed(ENTRY, size(text("1")))),
        Arguments.of("malformed gzip", packed(ENTRY, gzipOption("gzip"))),
        Arguments.of("malformed gzip", packed(cut, gzipOption("gzip"))),
        Arguments.of("compressed is \"zstd\"", packed(ENTRY, gzipOption("zstd"))),
        Arguments.of(
            "entries that are not packed", array(TAG, array(entry("m")), gzipOption("gzip"))),
        Arguments.of("entries that are not packed", array(TAG, TIME, RECORD, gzipOption("gzip"))));
  }

  @Test
  void doesNotUnpackEntriesBeyondTheLimit() throws Exception {
    Part bomb = bin(gzip(new byte[ForwardDecoder.MAX_BYTES + 1]));
    closesTheConnectionWithoutAckAndTellsWhy(
        "unpack to more than 67108864 bytes", array(TAG, bomb, gzipOption("gzip")));
  }

  @Test
  void leavesWhatWasAcknowledgedBefore() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        RawClient client = new RawClient(collector.port())) {
      client.send(concatenated(message(RECORD, "good"), bytes(raw(0xC1))));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"good\"}");
      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(events).hasSize(1);
      assertThat(collector.acknowledged()).isEqualTo(1);
    }
  }

  @Test
  void takesAnEndWithinAMessageForAClientThatWentAway() throws Exception {
    byte[] message = message(RECORD, "c");
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        RawClient client = new RawClient(collector.port())) {
      client.send(Arrays.copyOf(message, message.length - 1)).finish();

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(collector.problems()).isEmpty();
      assertThat(collector.acknowledged()).isZero();
    }
  }

  private static Part forward(Part entry) {
    return array(TAG, array(entry), CHUNK);
  }

  private static Part packed(byte[] entries, Part option) {
    return array(TAG, bin(entries), option);
  }

  private static Part holding(Part value) {
    return map(text("k"), value);
  }

  private static Part nested(int levels) {
    Part innermost = number(1);
    Part value = innermost;
    for (int i = 0; i < levels; i++) {
      value = array(value);
    }
    return value;
  }

  private static Part size(Part size) {
    return map(text("size"), size, text("chunk"), text("c"));
  }

  private static Part gzipOption(String compressed) {
    return map(text("compressed"), text(compressed), text("chunk"), text("c"));
  }

  private static Part timestamp12() {
    return raw(0xC7, 12, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }
}
