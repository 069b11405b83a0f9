package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.array;
import static io.emp.examples.collector.Frames.bin;
import static io.emp.examples.collector.Frames.bytes;
import static io.emp.examples.collector.Frames.chunk;
import static io.emp.examples.collector.Frames.concatenated;
import static io.emp.examples.collector.Frames.entry;
import static io.emp.examples.collector.Frames.message;
import static io.emp.examples.collector.Frames.record;
import static io.emp.examples.collector.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {

  @Test
  void echoesTheChunkAsItWasSent() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        RawClient client = new RawClient(collector.port())) {
      client.send(message(record("m"), "p8n9gmxTQVC8/nh2wlKKeQ=="));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"p8n9gmxTQVC8/nh2wlKKeQ==\"}");
      assertThat(collector.acknowledged()).isEqualTo(1);
    }
  }

  @Test
  void acknowledgesMessagesSentTogetherInTheirOrder() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        RawClient client = new RawClient(collector.port())) {
      client.send(concatenated(message(record("m"), "first"), message(record("m"), "second")));

      assertThat(client.answer()).isEqualTo("{\"ack\":\"first\"}");
      assertThat(client.answer()).isEqualTo("{\"ack\":\"second\"}");
      assertThat(collector.acknowledged()).isEqualTo(2);
    }
  }

  @Test
  void comesAfterTheSinkHasTakenEveryEvent() throws Exception {
    Queue<String> steps = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector =
            ForwardCollector.start(0, event -> steps.add("event " + event.fields()));
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(array(text("app"), bin(bytes(entry("one"), entry("two"))), chunk("c"))));
      steps.add(client.answer());

      assertThat(steps)
          .containsExactly("event {message=one}", "event {message=two}", "{\"ack\":\"c\"}");
    }
  }

  @Test
  void isNotGivenWhenTheSinkThrowsOnTheLastEvent() throws Exception {
    Queue<Object> taken = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector =
            ForwardCollector.start(0, event -> failOn("two", event, taken));
        RawClient client = new RawClient(collector.port())) {
      client.send(bytes(array(text("app"), array(entry("one"), entry("two")), chunk("c"))));

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(taken).containsExactly("one");
      assertThat(collector.acknowledged()).isZero();
      assertThat(collector.problems()).isEmpty();
    }
  }

  @Test
  void isGivenToAnotherConnectionAfterTheSinkHasThrown() throws Exception {
    Queue<Object> taken = new ConcurrentLinkedQueue<>();
    try (ForwardCollector collector =
        ForwardCollector.start(0, event -> failOn("bad", event, taken))) {
      try (RawClient client = new RawClient(collector.port())) {
        client.send(message(record("bad"), "c"));
        assertThat(client.closedWithoutAnswer()).isTrue();
      }
      try (RawClient client = new RawClient(collector.port())) {
        client.send(message(record("good"), "c"));
        assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
      }

      assertThat(taken).containsExactly("good");
      assertThat(collector.connections()).isEqualTo(2);
    }
  }

  private static void failOn(String message, CollectedEvent event, Queue<Object> taken) {
    Object received = String.valueOf(event.fields().get("message"));
    if (received.equals(message)) {
      throw new IllegalStateException("refused");
    }
    taken.add(received);
  }
}
