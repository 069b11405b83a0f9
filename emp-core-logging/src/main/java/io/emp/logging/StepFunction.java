package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A step of a job that returns a result.
 *
 * <p>It extends {@link StepAction} for the reason for which {@link JobFunction} extends {@link
 * JobAction}.
 *
 * @param <T> the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface StepFunction<T extends @Nullable Object, X extends Throwable>
    extends StepAction<X> {

  /**
   * Does the step.
   *
   * @param step describes the step's span
   * @return the result
   * @throws X as the step does
   */
  T call(JobStep step) throws X;

  @Override
  default void run(JobStep step) throws X {
    call(step);
  }
}
