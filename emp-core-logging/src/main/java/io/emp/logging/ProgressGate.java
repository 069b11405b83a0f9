package io.emp.logging;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one report of progress out in an interval, the first at once. Of those that come before the
 * interval is over the latest is held, and let out at the interval's end or when the job ends,
 * whichever is first. A report of another step or operation than the one before is let out at once.
 */
final class ProgressGate {

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final Executor later;
  private final Runnable superseded;

  private boolean passedOne;
  private long passedNanos;
  private @Nullable String step;
  private @Nullable String operation;
  private @Nullable Runnable held;
  private boolean flushAwaited;

  /**
   * A gate.
   *
   * @param superseded called for each report that is never told
   */
  ProgressGate(Duration interval, Runnable superseded) {
    this(
        interval,
        superseded,
        System::nanoTime,
        CompletableFuture.delayedExecutor(interval.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * A gate with another clock.
   *
   * @param later runs what it is given when an interval has passed
   */
  ProgressGate(Duration interval, Runnable superseded, LongSupplier nanoTime, Executor later) {
    this.intervalNanos = interval.toNanos();
    this.superseded = superseded;
    this.nanoTime = nanoTime;
    this.later = later;
  }

  /** Whether a report is to go out now; then what was held is superseded by it. */
  synchronized boolean isOpenFor(LogEvent report) {
    long now = nanoTime.getAsLong();
    String newStep = report.text(WireField.EXECUTION_STEP);
    String newOperation = report.text(WireField.CURRENT_OPERATION);
    if (passedOne
        && now - passedNanos < intervalNanos
        && Objects.equals(step, newStep)
        && Objects.equals(operation, newOperation)) {
      return false;
    }
    passedOne = true;
    passedNanos = now;
    step = newStep;
    operation = newOperation;
    replace(null);
    return true;
  }

  /**
   * Holds a report back.
   *
   * @param tell tells it; on another thread, or on that of whoever ends the job
   */
  void hold(Runnable tell) {
    boolean schedule;
    synchronized (this) {
      replace(tell);
      schedule = !flushAwaited;
      flushAwaited = true;
    }
    if (schedule) {
      later.execute(this::intervalPassed);
    }
  }

  private void replace(@Nullable Runnable tell) {
    if (held != null) {
      superseded.run();
    }
    held = tell;
  }

  private void intervalPassed() {
    synchronized (this) {
      flushAwaited = false;
      passedNanos = nanoTime.getAsLong();
    }
    flush();
  }

  /** Tells what is held. */
  void flush() {
    Runnable tell;
    synchronized (this) {
      tell = held;
      held = null;
    }
    if (tell != null) {
      tell.run();
    }
  }
}
