package io.emp.logging.fluent;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes what takes too long. A write to a socket has no timeout of its own in Java; closing the
 * socket from another thread is what ends it. The thread is made with the first deadline.
 */
final class Deadlines implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer;

  Deadlines() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "emp-fluent-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Closes the target after a time, unless the deadline is closed before. */
  Deadline start(Duration time, Closeable target) {
    return new Deadline(time, target);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  final class Deadline implements AutoCloseable {
    private final Future<?> task;
    private volatile boolean passed;

    private Deadline(Duration time, Closeable target) {
      task =
          timer.schedule(
              () -> {
                passed = true;
                quietlyClose(target);
              },
              time.toNanos(),
              TimeUnit.NANOSECONDS);
    }

    boolean hasPassed() {
      return passed;
    }

    @Override
    public void close() {
      task.cancel(false);
    }
  }

  private static void quietlyClose(Closeable target) {
    try {
      target.close();
    } catch (IOException e) {
      // Whoever uses it fails, and tells.
    }
  }
}
