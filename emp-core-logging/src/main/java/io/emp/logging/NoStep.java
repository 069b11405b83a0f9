package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** A step that nobody records. */
final class NoStep extends JobStep {

  static final JobStep INSTANCE = new NoStep();

  private NoStep() {}

  @Override
  public JobStep attribute(@Nullable String key, @Nullable Object value) {
    return this;
  }

  @Override
  public void failed(@Nullable Throwable thrown) {}

  @Override
  public void close() {}
}
