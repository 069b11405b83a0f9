package io.emp.logging.fluent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many stores of this JVM are about to be closed. When Logback is configured anew, the old
 * appender's store may still be at it while the new one starts, which waits for it, to take over
 * what it leaves.
 */
final class ClosingStores {

  private static int closing;

  private ClosingStores() {}

  static synchronized void begin() {
    closing++;
  }

  static synchronized void end() {
    closing--;
    ClosingStores.class.notifyAll();
  }

  /** Waits until none is, for a time at the most. */
  static synchronized void await(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    long left = most.toNanos();
    while (closing > 0 && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(ClosingStores.class, left);
      left = deadline - System.nanoTime();
    }
  }
}
