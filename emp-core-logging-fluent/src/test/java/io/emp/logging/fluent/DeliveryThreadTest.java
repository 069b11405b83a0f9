package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class DeliveryThreadTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final ScriptedSender sender = new ScriptedSender();
  private final MemoryChunkStore store =
      new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
  private final ChunkBuffer buffer =
      new ChunkBuffer(
          Entries.RUN,
          Entries.bufferSettings(8, Duration.ofMillis(1), Duration.ZERO),
          store,
          () -> null,
          EngineClock.SYSTEM);

  DeliveryThreadTest() {
    new ChunkSupply(buffer, store, new StoreReport(TestBuffer.status()), null, EngineClock.SYSTEM)
        .step();
  }

  @Test
  void whatIsThereIsDeliveredBeforeTheStopReturns() {
    DeliveryThread thread = started(sender);
    append("one");
    append("two");
    stop(thread, LONG);

    assertThat(sender.messages()).containsExactly("one", "two");
    assertThat(sender.closed).isTrue();
  }

  @Test
  void noFailureEndsTheThread() {
    sender.script.add(ScriptedSender.failing("first"));
    sender.script.add(
        batch -> {
          throw new IllegalStateException("second");
        });
    sender.script.add(
        batch -> {
          throw new StackOverflowError("third");
        });
    append("one");
    DeliveryThread thread = started(sender);
    await().until(() -> buffer.snapshot().acked() == 1);
    append("two");
    stop(thread, LONG);

    assertThat(sender.messages()).containsExactly("one", "two");
  }

  @Test
  void aStrayInterruptEndsNothing() {
    sender.script.add(batch -> Thread.currentThread().interrupt());
    DeliveryThread thread = started(sender);
    append("one");
    await().until(() -> buffer.snapshot().acked() == 1);
    append("two");
    stop(thread, LONG);

    assertThat(sender.messages()).containsExactly("one", "two");
  }

  @Test
  void aCollectorThatComesBackWhileStoppingGetsTheRest() {
    for (int i = 0; i < 5; i++) {
      sender.script.add(ScriptedSender.failing("away"));
    }
    append("one");
    stop(started(sender), LONG);

    assertThat(sender.messages()).containsExactly("one");
  }

  @Test
  void aSendThatHangsIsGivenUpAtTheDeadlineAndWhatIsLeftIsCounted() throws Exception {
    HangingSender hanging = new HangingSender();
    append("one");
    append("two");
    DeliveryThread thread = started(hanging);
    assertThat(hanging.entered.await(60, TimeUnit.SECONDS)).isTrue();

    stop(thread, Duration.ofMillis(50));

    assertThat(buffer.snapshot().dropped()).containsEntry(DropReason.SHUTDOWN, 2L);
    assertThat(buffer.snapshot().pending()).isZero();
  }

  @Test
  void aSendThatCannotBeEndedIsCountedAtTheStopAndChangesNothingWhenItReturns() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Semaphore resolved = new Semaphore(0);
    sender.script.add(
        batch -> {
          // As the resolution of a name: nothing ends it.
          entered.countDown();
          resolved.acquireUninterruptibly();
        });
    append("one");
    append("two");
    DeliveryThread thread = started(sender);
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
    Chunk chunk = buffer.queue().next();
    assertThat(chunk).isNotNull();

    buffer.queue().close();
    thread.stop(Duration.ofMillis(20), Duration.ofMillis(20));

    assertThat(buffer.snapshot().dropped()).containsEntry(DropReason.SHUTDOWN, 2L);
    assertThat(buffer.snapshot().pending()).isZero();
    resolved.release();
    thread.stop(LONG, LONG);
    assertThat(sender.messages()).hasSize(2);
    assertThat(chunk.undelivered()).as("what another run may have by now").isEqualTo(2);
    assertThat(buffer.snapshot().dropped()).containsEntry(DropReason.SHUTDOWN, 2L);
    assertThat(buffer.snapshot().acked() + buffer.snapshot().pending()).isZero();
  }

  @Test
  void aStopWhileWhatIsOlderIsStillLookedForDeliversWhatIsThere() {
    buffer.queue().expectAdoption();
    append("one");
    stop(started(sender), LONG);

    assertThat(sender.messages()).containsExactly("one");
  }

  @Test
  void aNoticeThatArrivesLastEndsTheWaitOfTheExit() throws Exception {
    MessagePackWriter notice = Entries.entry("notice");
    buffer.admitOutside(notice);
    CompletableFuture<Boolean> empty = new CompletableFuture<>();
    Thread exit =
        new Thread(
            () -> {
              try {
                empty.complete(buffer.queue().awaitEmpty(LONG.toNanos()));
              } catch (InterruptedException e) {
                empty.completeExceptionally(e);
              }
            });
    exit.start();
    await().until(() -> exit.getState() == Thread.State.TIMED_WAITING);
    buffer.ackedOutside(notice.length(), "test://");

    assertThat(empty.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptedCallerStillDeliversWhenItStopsAndStaysInterrupted() {
    DeliveryThread thread = started(sender);
    append("one");
    Thread.currentThread().interrupt();
    stop(thread, LONG);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sender.messages()).containsExactly("one");
  }

  private void append(String message) {
    buffer.append(Entries.entry(message), Importance.INFO);
  }

  private void stop(DeliveryThread thread, Duration timeout) {
    buffer.queue().close();
    thread.stop(timeout, LONG);
  }

  private DeliveryThread started(ChunkSender to) {
    DeliveryReport report =
        new DeliveryReport(TestBuffer.status(), to::target, buffer::snapshot, EngineClock.SYSTEM);
    Delivery delivery =
        new Delivery(
            buffer, to, report, Entries.RUN, batch -> {}, null, EngineClock.SYSTEM, () -> 0);
    DeliveryThread thread = new DeliveryThread(delivery, buffer.queue(), to, store, report);
    thread.start();
    return thread;
  }

  /** Hangs until it is closed, as a socket does. */
  private static final class HangingSender implements ChunkSender {
    final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void send(Batch batch) throws IOException {
      entered.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      throw new IOException("closed");
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
