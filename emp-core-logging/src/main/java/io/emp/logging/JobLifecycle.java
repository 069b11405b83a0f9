package io.emp.logging;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When a job was received and started, and whether its end was told. Any thread may tell. */
final class JobLifecycle {

  private static final long NEVER = Long.MIN_VALUE;

  private final LongSupplier nanoTime;
  private volatile boolean ended;
  private volatile long receivedNanos = NEVER;
  private volatile long startedNanos = NEVER;

  JobLifecycle() {
    this(System::nanoTime);
  }

  JobLifecycle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void received() {
    ended = false;
    receivedNanos = nanoTime.getAsLong();
  }

  void started() {
    ended = false;
    startedNanos = nanoTime.getAsLong();
  }

  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** A retried job is over here until it is received or started again. */
  void retried() {
    ended = true;
    receivedNanos = NEVER;
    startedNanos = NEVER;
  }

  /** The time since the job was started, else since it was received, else null. */
  @Nullable Duration elapsed() {
    long since = startedNanos != NEVER ? startedNanos : receivedNanos;
    return since == NEVER ? null : Duration.ofNanos(nanoTime.getAsLong() - since);
  }
}
