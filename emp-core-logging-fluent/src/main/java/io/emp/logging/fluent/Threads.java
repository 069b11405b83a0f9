package io.emp.logging.fluent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for a thread. */
final class Threads {

  private Threads() {}

  /**
   * Waits for a thread to end. An interrupt of the calling thread does not shorten this, and is
   * kept.
   *
   * @return false where it has not ended in time, or is the calling thread
   */
  static boolean join(Thread thread, Duration timeout) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (thread.isAlive() && thread != Thread.currentThread()) {
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
      return thread != Thread.currentThread();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
