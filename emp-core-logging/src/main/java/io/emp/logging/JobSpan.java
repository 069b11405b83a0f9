package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A job in its trace. Any thread may call; none of the methods throws, but for what a step throws.
 */
interface JobSpan {

  /** The trace of the job's events where no span is current. */
  TraceContext trace();

  /** Makes the span current on this thread until the binding is closed on it. */
  Binding bind();

  /**
   * What of this thread is to be carried to others with the job: the span that is current here
   * where the job is bound to this thread, else the job's own.
   */
  JobSpan carried();

  /** An event of the job's life was told: its fields become attributes; an end ends the span. */
  void told(EventKind kind, LogEvent event, @Nullable Throwable thrown);

  /** The job's logger was closed, and no life of a job was ever told. */
  void close();

  /**
   * Starts a child span for a step of the job, of the span that is current, and makes it current.
   */
  JobStep step(String name);

  /** Runs a step; what it throws is told and thrown on. */
  default <T extends @Nullable Object, X extends Throwable> T step(
      String name, StepFunction<T, X> function) throws X {
    try (JobStep step = step(name)) {
      try {
        return function.call(step);
      } catch (Throwable t) {
        step.failed(t);
        throw t;
      }
    }
  }

  /** Undoes {@link #bind}. The second time, and on another thread, it does nothing. */
  interface Binding extends AutoCloseable {
    Binding NONE = () -> {};

    @Override
    void close();
  }
}
