package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A step of a job, as a child span of the job's. Closing it, on the thread that started it, ends
 * the span. Without OpenTelemetry it does nothing.
 */
public class JobStep implements AutoCloseable {

  static final JobStep NONE = new JobStep();

  JobStep() {}

  /**
   * Describes the step.
   *
   * @param key an attribute's name
   * @param value a text, number or truth value; anything else by its text; null is left out
   * @return this
   */
  public JobStep attribute(@Nullable String key, @Nullable Object value) {
    return this;
  }

  /**
   * Tells that the step failed.
   *
   * @param thrown why
   */
  public void failed(@Nullable Throwable thrown) {}

  @Override
  public void close() {}
}
