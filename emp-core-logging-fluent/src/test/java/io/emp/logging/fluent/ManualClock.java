package io.emp.logging.fluent;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** Time passes when a test says so, and for whoever waits. */
final class ManualClock implements EngineClock {

  private long nanos = 1_000_000_000L;

  void advance(Duration time) {
    nanos += time.toNanos();
  }

  void advanceNanos(long time) {
    nanos += time;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }

  @Override
  public void await(Condition condition, long time) {
    nanos += time;
  }
}
