package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that takes chunks from the buffer and brings each to the collector, in order,
 * trying again for as long as it takes. No failure ends it: only {@link #stop} does.
 */
final class Delivery implements Runnable {

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  /** While stopping, a collector that comes back must be noticed before the deadline. */
  private static final Duration LONGEST_BACKOFF_WHILE_STOPPING = Duration.ofMillis(100);

  /** How long an aborted send may take to return. */
  private static final Duration ABORT_GRACE = Duration.ofMillis(250);

  private final ChunkBuffer buffer;
  private final ChunkSender sender;
  private final DeliveryReport report;
  private final Backoff backoff =
      new Backoff(FIRST_BACKOFF, LONGEST_BACKOFF, () -> ThreadLocalRandom.current().nextDouble());
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch aborted = new CountDownLatch(1);
  private final Thread thread;

  Delivery(ChunkBuffer buffer, ChunkSender sender, DeliveryReport report) {
    this.buffer = buffer;
    this.sender = sender;
    this.report = report;
    this.thread = new Thread(this, "emp-fluent-delivery");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** True on the delivery thread: what is logged there is of our own doing. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Delivers what the buffer holds until a deadline; what is left then is dropped and counted. An
   * interrupt of the calling thread does not shorten this, and is kept.
   */
  void stop(Duration timeout) {
    buffer.close();
    stopping.countDown();
    if (isCurrentThread()) {
      aborted.countDown();
      return;
    }
    if (!joined(timeout)) {
      aborted.countDown();
      sender.close();
      joined(ABORT_GRACE);
    }
    buffer.discard();
    sender.close();
  }

  private boolean joined(Duration timeout) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (thread.isAlive()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void run() {
    while (true) {
      try {
        Chunk chunk = buffer.take();
        if (chunk == null || !deliver(chunk)) {
          return;
        }
      } catch (InterruptedException e) {
        // Somebody's stray interrupt: only stop() ends this thread, and that does not interrupt it.
        report.interrupted();
      }
    }
  }

  /** Tries until the collector has the chunk; false where delivery was aborted first. */
  private boolean deliver(Chunk chunk) throws InterruptedException {
    while (aborted.getCount() > 0) {
      try {
        sender.send(chunk);
        buffer.acked(chunk);
        backoff.reset();
        report.delivered();
        return true;
      } catch (IOException | RuntimeException | Error e) {
        // An Error too: whatever a chunk or a driver does, the events behind it wait for this
        // thread.
        buffer.attemptFailed();
        if (aborted.getCount() > 0) {
          report.failed(e);
          pause(backoff.next());
        }
      }
    }
    return false;
  }

  private void pause(Duration duration) {
    try {
      long nanos = duration.toNanos();
      if (stopping.await(nanos, TimeUnit.NANOSECONDS)) {
        aborted.await(
            Math.min(nanos, LONGEST_BACKOFF_WHILE_STOPPING.toNanos()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      report.interrupted();
    }
  }
}
