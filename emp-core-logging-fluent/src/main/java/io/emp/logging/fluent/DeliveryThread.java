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
    deliver();
    try {
      delivery.settle(store);
    } catch (RuntimeException | Error e) {
      report.failed(e);
    }
  }

  private void deliver() {
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
    } catch (InterruptedException e) {
      report.interrupted();
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
    Threads.join(thread, grace);
  }
}
