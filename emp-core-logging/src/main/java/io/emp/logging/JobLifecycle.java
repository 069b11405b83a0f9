package io.emp.logging;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** When a job was received and started, and whether its end was told. Any thread may tell. */
final class JobLifecycle {

  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile long receivedNanos = NEVER;
  private volatile long startedNanos = NEVER;

  void received() {
    receivedNanos = System.nanoTime();
  }

  void started() {
    startedNanos = System.nanoTime();
  }

  /** Notes that the job ended; false where that was noted before. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }

  boolean hasEnded() {
    return ended.get();
  }

  /** A retried job begins anew. */
  void retried() {
    ended.set(false);
    startedNanos = NEVER;
  }

  /** The time since the job was started, else since it was received, else null. */
  @Nullable Duration elapsed() {
    long since = startedNanos != NEVER ? startedNanos : receivedNanos;
    return since == NEVER ? null : Duration.ofNanos(System.nanoTime() - since);
  }
}
