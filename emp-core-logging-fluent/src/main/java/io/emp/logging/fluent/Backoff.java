package io.emp.logging.fluent;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a failure: twice as long each time up to a limit, less a random part of up
 * to a half, so that many workers do not come back to a restarted collector at the same instant.
 */
final class Backoff {

  private final long initialNanos;
  private final long maxNanos;
  private final DoubleSupplier random;
  private long nextNanos;

  /**
   * A backoff at its start.
   *
   * @param random gives numbers from 0 (inclusive) to 1 (exclusive)
   */
  Backoff(Duration initial, Duration max, DoubleSupplier random) {
    this.initialNanos = initial.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
    this.nextNanos = initialNanos;
  }

  /** How long to wait now. */
  Duration next() {
    long full = nextNanos;
    nextNanos = Math.min(maxNanos, full * 2);
    return Duration.ofNanos(full - (long) (full / 2.0 * random.getAsDouble()));
  }

  /** After a success. */
  void reset() {
    nextNanos = initialNanos;
  }
}
