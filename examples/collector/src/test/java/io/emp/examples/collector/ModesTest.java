package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.array;
import static io.emp.examples.collector.Frames.bin;
import static io.emp.examples.collector.Frames.bytes;
import static io.emp.examples.collector.Frames.concatenated;
import static io.emp.examples.collector.Frames.entry;
import static io.emp.examples.collector.Frames.gzip;
import static io.emp.examples.collector.Frames.map;
import static io.emp.examples.collector.Frames.number;
import static io.emp.examples.collector.Frames.record;
import static io.emp.examples.collector.Frames.str;
import static io.emp.examples.collector.Frames.text;
import static io.emp.examples.collector.Frames.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.Frames.Part;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModesTest {

  private static final byte[] TWO_ENTRIES = bytes(entry("one"), entry("two"));

  private static Stream<Arguments> messagesOfTwoEvents() {
    byte[] members = concatenated(gzip(bytes(entry("one"))), gzip(bytes(entry("two"))));
    return Stream.of(
        Arguments.of("Forward", array(entry("one"), entry("two")), option()),
        Arguments.of("PackedForward, str", str(TWO_ENTRIES), option()),
        Arguments.of("PackedForward, bin", bin(TWO_ENTRIES), option()),
        Arguments.of("PackedForward, as Fluentd's output says it", str(TWO_ENTRIES), textOption()),
        Arguments.of("CompressedPackedForward, bin", bin(gzip(TWO_ENTRIES)), gzipOption()),
        Arguments.of("CompressedPackedForward, str", str(gzip(TWO_ENTRIES)), gzipOption()),
        Arguments.of("CompressedPackedForward of two members", bin(members), gzipOption()));
  }

  private static Part option() {
    return map(text("size"), number(2), text("chunk"), text("c"));
  }

  private static Part textOption() {
    return map(text("size"), number(2), text("chunk"), text("c"), text("compressed"), text("text"));
  }

  private static Part gzipOption() {
    return map(text("size"), number(2), text("chunk"), text("c"), text("compressed"), text("gzip"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messagesOfTwoEvents")
  void takesAllEntriesInTheirOrder(String mode, Part entries, Part option) throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(array(text("app.jobs"), entries, option)));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
      assertThat(events).containsExactly(event("one"), event("two"));
      assertThat(collector.problems()).isEmpty();
    }
  }

  @Test
  void takesTheEventOfMessageMode() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        RawClient client = new RawClient(collector.port())) {
      Part option = map(text("size"), number(1), text("chunk"), text("c"));
      client.send(bytes(array(text("app.jobs"), time(Frames.TIME), record("one"), option)));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
      assertThat(events).containsExactly(event("one"));
      assertThat(collector.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("messagesWithoutOption")
  void needsNoOptionInAnyMode(Part message) throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(message)).finish();

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(events).containsExactly(event("one"));
      assertThat(collector.problems()).isEmpty();
    }
  }

  private static List<Part> messagesWithoutOption() {
    Part tag = text("app.jobs");
    return List.of(
        array(tag, time(Frames.TIME), record("one")),
        array(tag, array(entry("one"))),
        array(tag, bin(bytes(entry("one")))));
  }

  @Test
  void ignoresOptionsItDoesNotKnow() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        RawClient client = new RawClient(collector.port())) {
      Part option = map(text("other"), array(number(1)), text("chunk"), text("c"));
      client.send(bytes(array(text("app"), array(entry("one")), option)));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
    }
  }

  @Test
  void ignoresHeartbeats() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(out -> out.packNil().packNil())).send(Frames.message(record("m"), "c"));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
      assertThat(collector.problems()).isEmpty();
    }
  }

  private static CollectedEvent event(String message) {
    return new CollectedEvent("app.jobs", Frames.TIME, Map.of("message", message));
  }
}
