package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.message;
import static io.emp.examples.collector.Frames.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifecycleTest {

  @Test
  void startsAgainOnThePortOfAClosedOne() throws Exception {
    ForwardCollector first = ForwardCollector.start(0, event -> {});
    try (RawClient left = new RawClient(first.port())) {
      left.send(message(record("m"), "c"));
      assertThat(left.answer()).isEqualTo("{\"ack\":\"c\"}");
      first.close();

      try (ForwardCollector second = ForwardCollector.start(first.port(), event -> {});
          RawClient client = new RawClient(second.port())) {
        client.send(message(record("m"), "d"));

        assertThat(second.port()).isEqualTo(first.port());
        assertThat(client.answer()).isEqualTo("{\"ack\":\"d\"}");
        assertThat(second.acknowledged()).isEqualTo(1);
      }
    }
  }

  @Test
  void closeEndsOpenConnections() throws Exception {
    ForwardCollector collector = ForwardCollector.start(0, event -> {});
    try (RawClient client = new RawClient(collector.port())) {
      client.send(message(record("m"), "c"));
      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");

      collector.close();

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(collector.problems()).isEmpty();
    }
  }

  @Test
  void closeEndsItsThreads() throws Exception {
    ForwardCollector collector = ForwardCollector.start(0, event -> {});
    String threads = "forward-collector-" + collector.port();
    try (RawClient client = new RawClient(collector.port())) {
      client.send(message(record("m"), "c"));
      assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
      assertThat(liveThreads(threads)).isEqualTo(2);

      collector.close();
      collector.close();

      assertThat(liveThreads(threads)).isZero();
    }
  }

  @Test
  void closeInterruptsTheSink() throws Exception {
    CountDownLatch atWork = new CountDownLatch(1);
    CompletableFuture<String> end = new CompletableFuture<>();
    ForwardCollector collector =
        ForwardCollector.start(
            0,
            event -> {
              atWork.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                end.complete("interrupted");
              }
            });
    try (RawClient client = new RawClient(collector.port())) {
      client.send(message(record("m"), "c"));
      assertThat(atWork.await(10, TimeUnit.SECONDS)).isTrue();

      collector.close();

      assertThat(end).isCompletedWithValue("interrupted");
      assertThat(client.closedWithoutAnswer()).isTrue();
    }
  }

  @Test
  void sinkMayCloseTheCollector() throws Exception {
    CompletableFuture<ForwardCollector> itself = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    ForwardCollector collector =
        ForwardCollector.start(
            0,
            event -> {
              itself.join().close();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    itself.complete(collector);
    try (RawClient client = new RawClient(collector.port())) {
      client.send(message(record("m"), "c"));

      assertThat(client.closedWithoutAnswer()).isTrue();
      assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void takesNoPortThatIsInUse() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {})) {
      assertThatThrownBy(() -> ForwardCollector.start(collector.port(), event -> {}))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void connectionsAreServedSideBySide() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (ForwardCollector collector =
            ForwardCollector.start(
                0,
                event -> {
                  if ("slow".equals(event.fields().get("message"))) {
                    awaitQuietly(release);
                  }
                });
        RawClient slow = new RawClient(collector.port());
        RawClient fast = new RawClient(collector.port())) {
      slow.send(message(record("slow"), "s"));
      fast.send(message(record("fast"), "f"));

      assertThat(fast.answer()).isEqualTo("{\"ack\":\"f\"}");
      release.countDown();
      assertThat(slow.answer()).isEqualTo("{\"ack\":\"s\"}");
      assertThat(collector.connections()).isEqualTo(2);
      assertThat(collector.acknowledged()).isEqualTo(2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long liveThreads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(prefix + "(-.*)?"))
        .count();
  }
}
