package io.emp.logging.fluent;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes what takes too long. A write to a socket has no timeout of its own in Java; closing the
 * socket from another thread is what ends it. The thread is made with the first deadline. Any
 * thread may use it.
 */
final class Deadlines implements AutoCloseable {

  private static final Future<?> NOT_STARTED = CompletableFuture.completedFuture("not started");

  private final ScheduledThreadPoolExecutor timer;
  private final Set<Deadline> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Deadlines() {
    timer =
        new ScheduledThreadPoolExecutor(1, task -> new EngineThread(task, "emp-fluent-deadlines"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Closes the target after a time, unless the deadline is closed before.
   *
   * @throws IOException where these deadlines are closed; the target is left as it is
   */
  Deadline start(Duration time, Closeable target) throws IOException {
    Deadline deadline = new Deadline(target);
    pending.add(deadline);
    try {
      deadline.task = timer.schedule(deadline::pass, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      deadline.close();
      throw new IOException("closed", e);
    }
    if (closed) {
      deadline.close();
      throw new IOException("closed");
    }
    return deadline;
  }

  /** Closes what is under way at once. Nothing can be started after that. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    for (Deadline deadline : pending) {
      quietlyClose(deadline.target);
    }
  }

  /** One stretch of work with its latest end. */
  final class Deadline implements AutoCloseable {
    private final Closeable target;
    private volatile Future<?> task = NOT_STARTED;
    private volatile boolean passed;

    private Deadline(Closeable target) {
      this.target = target;
    }

    private void pass() {
      passed = true;
      quietlyClose(target);
    }

    /** Whether the target was closed because of this deadline. */
    boolean hasPassed() {
      return passed;
    }

    @Override
    public void close() {
      task.cancel(false);
      pending.remove(this);
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
