package io.emp.logging;

/** The spans and metrics of a worker's jobs. Any thread may call. */
interface JobTelemetry {

  /** Where there is no OpenTelemetry: jobs have the trace of their {@code traceparent}. */
  JobTelemetry NONE =
      new JobTelemetry() {
        @Override
        public JobSpan start(JobContext job) {
          return new NoSpan(job.trace());
        }

        @Override
        public void moved(Transition transition) {}

        @Override
        public void count(EventKind kind, Transition transition, LogEvent event) {}

        @Override
        public boolean isOn() {
          return false;
        }
      };

  /**
   * Starts the span of a job, on the thread that takes the job, before the job is bound to it: the
   * span that is current there is its parent, else that of the job's {@code traceparent}.
   */
  JobSpan start(JobContext job);

  /**
   * A job has come into the worker's hands, or has left them. Told of each, whether or not {@link
   * #isOn}, so that their number is right when it comes to be wanted.
   */
  void moved(Transition transition);

  /** Counts an event of a job's life; those that are not legal are not counted as what they say. */
  void count(EventKind kind, Transition transition, LogEvent event);

  /** Whether anything is done with the events it is told of. */
  boolean isOn();
}
