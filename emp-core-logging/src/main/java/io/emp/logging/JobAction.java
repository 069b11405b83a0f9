package io.emp.logging;

/**
 * A job's handler that returns nothing. A lambda that is only a call needs braces, {@code job -> {
 * render(job); }}: without them it is taken for a {@link JobFunction}.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface JobAction<X extends Throwable> {

  /**
   * Does the job.
   *
   * @param job the job's logger
   * @throws X as the handler does
   */
  void run(JobLogger job) throws X;
}
