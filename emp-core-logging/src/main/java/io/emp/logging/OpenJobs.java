package io.emp.logging;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.helpers.Reporter;

/**
 * The jobs that are in the hands of this process's workers. Each of them has an end told, whatever
 * happens to those who should tell it: a job whose logger nobody has any more has failed, and one
 * that is open when the JVM exits is cancelled.
 */
final class OpenJobs {

  /** Each with what watches over its logger, from when there is one. */
  private static final Map<JobLife, Object> OPEN = new ConcurrentHashMap<>();

  private static final Object UNWATCHED = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CLOSED = LOCK.newCondition();

  /** Whether somebody waits for jobs to end; set before it first looks. */
  private static volatile boolean awaited;

  /** How long listeners may take at the exit for what they were not given yet. */
  private static final Duration LISTENERS = Duration.ofSeconds(1);

  private OpenJobs() {}

  /** Loaded, with its thread and its hook, when the first job is opened. */
  private static final class Ends {
    private static final ReferenceQueue<JobLogger> DROPPED = new ReferenceQueue<>();

    static {
      Thread thread = new Thread(Ends::tellOfDropped, "emp-jobs-dropped");
      thread.setDaemon(true);
      // Not that of whoever opened a job first, which may be an application that is stopped later.
      thread.setContextClassLoader(OpenJobs.class.getClassLoader());
      thread.start();
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenJobs::cancelAll, "emp-jobs-exit"));
      } catch (IllegalStateException e) {
        // The JVM exits already: jobs that are opened now have their ends told by nobody else.
      }
    }

    private static void tellOfDropped() {
      while (true) {
        try {
          if (DROPPED.remove() instanceof Watch watch) {
            new JobLogger(watch.life).abandoned();
          }
        } catch (InterruptedException e) {
          // Nobody's to interrupt.
        } catch (Throwable t) {
          Reporter.error("The end of a job whose logger was dropped could not be told", t);
        }
      }
    }
  }

  /**
   * Of an open job alone: with the job's end both become garbage, and the collector has no work.
   */
  private static final class Watch extends WeakReference<JobLogger> {
    private final JobLife life;

    Watch(JobLogger logger, JobLife life) {
      super(logger, Ends.DROPPED);
      this.life = life;
    }
  }

  static void add(JobLife life) {
    OPEN.put(life, UNWATCHED);
  }

  static void remove(JobLife life) {
    if (OPEN.remove(life) != null && awaited) {
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
    OPEN.replace(life, new Watch(logger, life));
  }

  /**
   * Waits for the jobs that are open to end, each for its worker's grace, and cancels those that do
   * not; then waits for the listeners. A worker that goes on taking jobs has these waited for as
   * well, for what is left of the same grace. A second caller waits for the first.
   */
  static void cancelAll() {
    LOCK.lock();
    try {
      awaited = true;
      long start = System.nanoTime();
      boolean graceIsLeft;
      do {
        graceIsLeft =
            OPEN.keySet().stream().anyMatch(life -> deadline(life, start) - System.nanoTime() > 0);
        for (JobLife life : Set.copyOf(OPEN.keySet())) {
          if (!awaitEnd(life, deadline(life, start))) {
            new JobLogger(life).cancelledAtExit();
          }
        }
      } while (graceIsLeft);
    } finally {
      awaited = false;
      LOCK.unlock();
    }
    EventBus.awaitAll(LISTENERS);
  }

  private static long deadline(JobLife life, long start) {
    return start + life.worker().exitGrace().toNanos();
  }

  private static boolean awaitEnd(JobLife life, long deadline) {
    boolean interrupted = false;
    try {
      long left = deadline - System.nanoTime();
      while (OPEN.containsKey(life) && left > 0 && !interrupted) {
        try {
          left = CLOSED.await(left, TimeUnit.NANOSECONDS) ? deadline - System.nanoTime() : 0;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return !OPEN.containsKey(life);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
