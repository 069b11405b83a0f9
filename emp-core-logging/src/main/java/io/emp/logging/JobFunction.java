package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A job's handler that returns a result.
 *
 * <p>It extends {@link JobAction} so that a lambda that fits both, such as one that only throws, is
 * not ambiguous: the compiler takes the more specific type.
 *
 * @param <T> the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface JobFunction<T extends @Nullable Object, X extends Throwable> extends JobAction<X> {

  /**
   * Does the job.
   *
   * @param job the job's logger
   * @return the result
   * @throws X as the handler does
   */
  T call(JobLogger job) throws X;

  @Override
  default void run(JobLogger job) throws X {
    call(job);
  }
}
