package io.emp.logging.fluent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Work for a thread of its own. The common pool may have but one thread, on which one task that
 * waits keeps all others waiting.
 */
final class Tasks {

  static final Executor OWN_THREAD =
      work -> {
        Thread thread = new Thread(work, "test-task");
        thread.setDaemon(true);
        thread.start();
      };

  private Tasks() {}

  static CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, OWN_THREAD);
  }

  static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, OWN_THREAD);
  }
}
