package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** A job whose trace nobody records: it has the ids alone. */
record NoSpan(TraceContext trace) implements JobSpan {

  @Override
  public Binding bind() {
    return Binding.NONE;
  }

  @Override
  public JobSpan carried() {
    return this;
  }

  @Override
  public void told(EventKind kind, LogEvent event, @Nullable Throwable thrown) {}

  @Override
  public void close() {}

  @Override
  public JobStep step(String name) {
    return JobStep.NONE;
  }
}
