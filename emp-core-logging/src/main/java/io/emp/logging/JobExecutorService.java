package io.emp.logging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Binds each task before it is handed over. Everything else is the executor's own: its life, and
 * the list of tasks that never ran, which are there as they were handed over.
 */
final class JobExecutorService implements ExecutorService {

  private final ExecutorService executor;
  private final TaskBinder binder;

  JobExecutorService(ExecutorService executor, TaskBinder binder) {
    this.executor = executor;
    this.binder = binder;
  }

  private <T extends @Nullable Object> List<Callable<T>> bound(
      Collection<? extends Callable<T>> tasks) {
    List<Callable<T>> bound = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      bound.add(binder.wrap(task));
    }
    return bound;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(binder.wrap(task));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return executor.submit(binder.wrap(task));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
    return executor.submit(binder.wrap(task), result);
  }

  @Override
  public Future<?> submit(Runnable task) {
    return executor.submit(binder.wrap(task));
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return executor.invokeAll(bound(tasks));
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return executor.invokeAll(bound(tasks), timeout, unit);
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    return executor.invokeAny(bound(tasks));
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return executor.invokeAny(bound(tasks), timeout, unit);
  }

  @Override
  public void shutdown() {
    executor.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return executor.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return executor.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }

  /**
   * From Java 19 an executor can be closed, and has its own way: that of the common pool, which
   * never terminates, does nothing. This overrides the interface's method there.
   */
  public void close() {
    if (!(executor instanceof AutoCloseable closeable)) {
      shutdown();
      return;
    }
    try {
      closeable.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "JobExecutorService[" + executor + "]";
  }
}
