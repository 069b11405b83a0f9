package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveryTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptedSender sender = new ScriptedSender();
  private final ChunkBuffer buffer =
      new ChunkBuffer(Entries.RUN, Entries.settings(4, Duration.ofMillis(1)), System::nanoTime);
  private final ContextAwareBase status = new ContextAwareBase();
  private final Delivery delivery;

  DeliveryTest() {
    status.setContext(new ContextBase());
    delivery =
        new Delivery(
            buffer,
            sender,
            new DeliveryReport(status, "test://", buffer::snapshot, System::nanoTime));
  }

  @Test
  void whatIsSentIsAcknowledgedInOrder() throws Exception {
    delivery.start();
    for (int i = 0; i < 100; i++) {
      buffer.append(Entries.entry("m" + i));
    }
    delivery.stop(LONG);

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("m" + i);
    }
    assertThat(sender.received).isEqualTo(expected);
    assertThat(buffer.snapshot().acked()).isEqualTo(100);
    assertThat(sender.closed.await(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aChunkThatFailsIsSentAgainUntilItIsTaken() throws Exception {
    sender.script.add(new IOException("first"));
    sender.script.add(new IllegalStateException("second"));
    sender.script.add(new StackOverflowError("third"));
    buffer.append(Entries.entry("one"));
    delivery.start();
    sender.awaitReceived(1);
    buffer.append(Entries.entry("two"));
    delivery.stop(LONG);

    assertThat(sender.received).containsExactly("one", "two");
    assertThat(buffer.snapshot().failedAttempts()).isEqualTo(3);
    assertThat(buffer.snapshot().acked()).isEqualTo(2);
  }

  @Test
  void aStrayInterruptEndsNothing() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    sender.onSend =
        () -> {
          Thread.currentThread().interrupt();
          interrupted.countDown();
        };
    delivery.start();
    buffer.append(Entries.entry("one"));
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    sender.awaitReceived(1);
    buffer.append(Entries.entry("two"));
    delivery.stop(LONG);

    assertThat(sender.received).containsExactly("one", "two");
  }

  @Test
  void stoppingGivesUpAtItsDeadlineAndCountsWhatIsLeft() throws Exception {
    sender.hangUntilClosed = true;
    buffer.append(Entries.entry("one"));
    buffer.append(Entries.entry("two"));
    delivery.start();
    assertThat(sender.hanging.await(10, TimeUnit.SECONDS)).isTrue();

    delivery.stop(Duration.ofMillis(50));

    assertThat(sender.closed.await(0, TimeUnit.SECONDS)).isTrue();
    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.dropped()).containsEntry(DropReason.SHUTDOWN, 2L);
    assertThat(counts.pending()).isZero();
    assertThat(counts.acked()).isZero();
  }

  @Test
  void anInterruptedCallerStillDeliversWhenItStopsAndStaysInterrupted() {
    delivery.start();
    buffer.append(Entries.entry("one"));
    Thread.currentThread().interrupt();

    delivery.stop(LONG);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sender.received).containsExactly("one");
  }

  @Test
  void aCollectorThatComesBackWhileStoppingGetsTheRest() throws Exception {
    for (int i = 0; i < 5; i++) {
      sender.script.add(new IOException("away"));
    }
    buffer.append(Entries.entry("one"));
    delivery.start();

    delivery.stop(LONG);

    assertThat(sender.received).containsExactly("one");
  }

  /** Fails as its script says, else takes the chunk. */
  private static final class ScriptedSender implements ChunkSender {
    final LinkedBlockingQueue<Throwable> script = new LinkedBlockingQueue<>();
    final List<String> received = new ArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch hanging = new CountDownLatch(1);
    volatile boolean hangUntilClosed;
    volatile @Nullable Runnable onSend;

    @Override
    public void send(Chunk chunk) throws IOException {
      if (hangUntilClosed) {
        hanging.countDown();
        hang();
      }
      Throwable failure = script.poll();
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
      synchronized (received) {
        received.addAll(Entries.messages(chunk));
        received.notifyAll();
      }
      Runnable then = onSend;
      onSend = null;
      if (then != null) {
        then.run();
      }
    }

    private void hang() throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      throw new IOException("closed");
    }

    void awaitReceived(int count) throws InterruptedException {
      synchronized (received) {
        while (received.size() < count) {
          received.wait(10_000);
        }
      }
    }

    @Override
    public String target() {
      return "test://";
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
