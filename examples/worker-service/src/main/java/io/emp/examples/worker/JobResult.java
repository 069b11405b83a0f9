package io.emp.examples.worker;

import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param failure why it failed; null where it was completed
 */
record JobResult(String jobId, @Nullable String failure) {

  boolean completed() {
    return failure == null;
  }

  @Override
  public String toString() {
    return jobId + (failure == null ? " completed" : " failed: " + failure);
  }
}
