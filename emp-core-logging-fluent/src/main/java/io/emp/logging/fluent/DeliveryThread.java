package io.emp.logging.fluent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The one thread that delivers. No failure ends it: only {@link #stop} does. */
final class DeliveryThread {

  /** While stopping, a collector that comes back must be noticed before the deadline. */
  private static final Duration LONGEST_PAUSE_WHILE_STOPPING = Duration.ofMillis(100);

  private final Delivery delivery;
  private final ChunkQueue queue;
  private final ChunkSender sender;
  private final ChunkStore store;
  private final DeliveryReport report;
  private final CountDownLatch hurrying = new CountDownLatch(1);
  private final CountDownLatch aborted = new CountDownLatch(1);
  private final EngineThread thread = new EngineThread(this::run, "emp-fluent-delivery");

  DeliveryThread(
      Delivery delivery,
      ChunkQueue queue,
      ChunkSender sender,
      ChunkStore store,
      DeliveryReport report) {
    this.delivery = delivery;
    this.queue = queue;
    this.sender = sender;
    this.store = store;
    this.report = report;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!deliver()) {
      pauseAfterError();
    }
    try {
      delivery.settle(store);
    } catch (RuntimeException | Error e) {
      report.failed(e);
    }
  }

  /** False where even a failure could not be told: without memory nothing can. */
  private boolean deliver() {
    try {
      deliverUntilStopped();
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  private void deliverUntilStopped() {
    while (aborted.getCount() > 0) {
      try {
        long rest = delivery.step();
        if (rest == Delivery.IDLE) {
          if (queue.isDone()) {
            return;
          }
          queue.awaitWork();
        } else if (rest > 0) {
          pause(rest);
        }
      } catch (InterruptedException e) {
        // Somebody's stray interrupt: only stop() ends this thread, and that does not interrupt it.
        report.interrupted();
      } catch (RuntimeException | Error e) {
        // Not of a send, which has its own handling: whatever it was, delivery goes on.
        report.failed(e);
        pauseAfterError();
      }
    }
  }

  private void pause(long nanos) throws InterruptedException {
    if (hurrying.await(nanos, TimeUnit.NANOSECONDS)) {
      aborted.await(Math.min(nanos, LONGEST_PAUSE_WHILE_STOPPING.toNanos()), TimeUnit.NANOSECONDS);
      delivery.retryNow();
    }
  }

  private void pauseAfterError() {
    try {
      aborted.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException | RuntimeException | Error e) {
      // Not worth a word: what it pauses after is.
    }
  }

  /** From now on pauses are short. */
  void hurry() {
    hurrying.countDown();
  }

  /**
   * Delivers what the closed buffer holds until a deadline, then gives up.
   *
   * @param timeout for delivery; ending it may take {@code grace} longer
   */
  void stop(Duration timeout, Duration grace) {
    hurry();
    Threads.join(thread, timeout);
    aborted.countDown();
    sender.close();
    if (!Threads.join(thread, grace)) {
      queue.letGo();
    }
  }
}
