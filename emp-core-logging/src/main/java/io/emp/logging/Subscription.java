package io.emp.logging;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/** One listener, and the way events take to it. */
final class Subscription {

  private static final int CAPACITY = JobEventListener.Dispatch.QUEUE_CAPACITY;
  private static final long IDLE_SECONDS = 10;

  private final JobEventListener listener;
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final @Nullable ThreadPoolExecutor thread;

  /** Of this listener: each kind of trouble is told the first time only. */
  private boolean toldOfFailure;

  private boolean toldOfDrop;

  Subscription(JobEventListener listener, Counters counters) {
    this(listener, counters, System::nanoTime, new ArrayBlockingQueue<>(CAPACITY));
  }

  /** With another clock for how long the listener takes, and another queue before its thread. */
  Subscription(
      JobEventListener listener,
      Counters counters,
      LongSupplier nanoTime,
      BlockingQueue<Runnable> queue) {
    this.listener = listener;
    this.counters = counters;
    this.nanoTime = nanoTime;
    this.thread = isForCallersThread(listener) ? null : newThread(listener, queue);
  }

  private static boolean isForCallersThread(JobEventListener listener) {
    try {
      return listener.dispatch() == JobEventListener.Dispatch.CALLER_THREAD;
    } catch (Throwable t) {
      return false;
    }
  }

  /** One thread, which is there only while there is something to do. */
  private static ThreadPoolExecutor newThread(
      JobEventListener listener, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread =
                  new Thread(task, "emp-listener-" + listener.getClass().getSimpleName());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  boolean isQueued() {
    return thread != null;
  }

  void accept(WorkerEvent event) {
    ThreadPoolExecutor executor = thread;
    if (executor == null) {
      call(event);
      return;
    }
    boolean progress = event instanceof JobEvent job && job.type() == JobEvent.Type.PROGRESS;
    if (progress && executor.getQueue().remainingCapacity() < CAPACITY / 2) {
      drop();
      return;
    }
    try {
      executor.execute(() -> call(event));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The queue is full; or there is no thread to be had.
      drop();
    }
  }

  private void call(WorkerEvent event) {
    long start = nanoTime.getAsLong();
    try {
      EventBus.listening(
          () -> {
            if (event instanceof JobEvent job) {
              listener.onJobEvent(job);
            } else if (event instanceof ServiceEvent service) {
              listener.onServiceEvent(service);
            }
          });
    } catch (Throwable t) {
      counters.listenerFailed.increment();
      if (!toldOfFailure) {
        toldOfFailure = true;
        Reporter.error(
            "Job event listener " + listener.getClass().getName() + " failed; told once", t);
      }
    }
    if (nanoTime.getAsLong() - start > TimeUnit.MILLISECONDS.toNanos(LoggerCounts.SLOW_MS)) {
      counters.listenerSlow.increment();
    }
  }

  private void drop() {
    counters.listenerDropped.increment();
    if (!toldOfDrop) {
      toldOfDrop = true;
      Reporter.warn(
          "Job event listener "
              + listener.getClass().getName()
              + " is too slow, and its queue of "
              + CAPACITY
              + " events full: it misses events; told once");
    }
  }

  /** Waits until it was given all that it was to be given by now. */
  void awaitEmpty(long deadline) {
    ThreadPoolExecutor executor = thread;
    // An event that the thread has taken and not begun with is in no queue, and nobody is active.
    if (executor == null || executor.getPoolSize() == 0) {
      return;
    }
    CompletableFuture<Void> reached = new CompletableFuture<>();
    try {
      executor.execute(() -> reached.complete(null));
      reached.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
      // It is too slow for what is left of the process's life.
    }
  }
}
