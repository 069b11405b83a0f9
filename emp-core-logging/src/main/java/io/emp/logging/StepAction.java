package io.emp.logging;

/**
 * A step of a job that returns nothing. A lambda that is only a call needs braces, {@code step -> {
 * upload(image); }}: without them it is taken for a {@link StepFunction}.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface StepAction<X extends Throwable> {

  /**
   * Does the step.
   *
   * @param step describes the step's span
   * @throws X as the step does
   */
  void run(JobStep step) throws X;
}
