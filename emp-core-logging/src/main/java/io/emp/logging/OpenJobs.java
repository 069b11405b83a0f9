package io.emp.logging;

import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The jobs that are in the hands of this process's workers. Each of them has an end told, whatever
 * happens to those who should tell it: a job whose logger nobody has any more has failed, and one
 * that is open when the JVM exits is cancelled.
 */
final class OpenJobs {

  private static final Set<JobLife> OPEN = ConcurrentHashMap.newKeySet();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CLOSED = LOCK.newCondition();

  /** Whether somebody waits for jobs to end; set before it first looks. */
  private static volatile boolean awaited;

  /** How long listeners may take at the exit for what they were not given yet. */
  private static final Duration LISTENERS = Duration.ofSeconds(1);

  private OpenJobs() {}

  /** Loaded, with its thread and its hook, when the first job is opened. */
  private static final class Ends {
    private static final Cleaner CLEANER = Cleaner.create();

    static {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenJobs::cancelAll, "emp-jobs-exit"));
      } catch (IllegalStateException e) {
        // The JVM exits already: jobs that are opened now have their ends told by nobody else.
      }
    }
  }

  static void add(JobLife life) {
    OPEN.add(life);
  }

  static void remove(JobLife life) {
    if (OPEN.remove(life) && awaited) {
      LOCK.lock();
      try {
        CLOSED.signalAll();
      } finally {
        LOCK.unlock();
      }
    }
  }

  /** Watches over a job from when it is opened, until nobody has its logger any more. */
  static void watch(JobLogger logger, JobLife life) {
    Ends.CLEANER.register(logger, () -> new JobLogger(life).abandoned());
  }

  /**
   * Waits for the jobs that are open to end, each for its worker's grace, and cancels those that do
   * not; then waits for the listeners. A second caller waits for the first.
   */
  static void cancelAll() {
    LOCK.lock();
    try {
      awaited = true;
      Set<JobLife> open = Set.copyOf(OPEN);
      long start = System.nanoTime();
      for (JobLife life : open) {
        if (!awaitEnd(life, start + life.worker().exitGrace().toNanos())) {
          new JobLogger(life).cancelledAtExit();
        }
      }
    } finally {
      awaited = false;
      LOCK.unlock();
    }
    EventBus.awaitAll(LISTENERS);
  }

  private static boolean awaitEnd(JobLife life, long deadline) {
    boolean interrupted = false;
    try {
      long left = deadline - System.nanoTime();
      while (OPEN.contains(life) && left > 0 && !interrupted) {
        try {
          left = CLOSED.await(left, TimeUnit.NANOSECONDS) ? deadline - System.nanoTime() : 0;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return !OPEN.contains(life);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
