package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** A job in its trace. Any thread may call; none of the methods throws. */
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

  /** Undoes {@link #bind}. */
  interface Binding extends AutoCloseable {
    Binding NONE = () -> {};

    @Override
    void close();
  }
}
