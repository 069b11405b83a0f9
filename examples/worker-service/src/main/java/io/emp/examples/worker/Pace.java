package io.emp.examples.worker;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long the service works, and how fast. Thumbnails are made in an instant: whoever wants to
 * watch jobs on a console has the service take its time.
 */
final class Pace {

  private static final int SHORTEST_MILLIS = 300;
  private static final int LONGEST_MILLIS = 1500;

  private final boolean unhurried;
  private final long end;
  private volatile boolean stopped;

  /**
   * @param time how long to go on; zero for each image once, as fast as it goes
   */
  Pace(Duration time) {
    unhurried = !time.isZero();
    end = System.nanoTime() + time.toNanos();
  }

  /** Whether there is time for all images once more. */
  boolean goesOn() {
    return unhurried && !stopped && System.nanoTime() - end < 0;
  }

  /** From now on there is no time. */
  void stop() {
    stopped = true;
  }

  /** Makes a step of a job take its time. */
  void step() throws InterruptedIOException {
    if (!unhurried) {
      return;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(
          ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted within a job");
    }
  }
}
