package io.emp.logging;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One pooled thread beside the test's own; every wait for it is bounded. */
final class OtherThread implements AutoCloseable, Executor {

  private static final long LIMIT_SECONDS = 20;

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  /** Hands over a task and waits until it has run. */
  @Override
  public void execute(Runnable task) {
    try {
      call(Executors.callable(task));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
    Future<T> result = pool.submit(task);
    return result.get(LIMIT_SECONDS, SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    pool.shutdownNow();
    if (!pool.awaitTermination(LIMIT_SECONDS, SECONDS)) {
      throw new AssertionError("a task did not end within " + LIMIT_SECONDS + " seconds");
    }
  }
}
