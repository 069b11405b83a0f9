package io.emp.logging;

/** The spans and metrics of a worker's jobs. Any thread may call. */
interface JobTelemetry {

  /** Where there is no OpenTelemetry: jobs have the trace of their {@code traceparent}. */
  JobTelemetry NONE =
      new JobTelemetry() {
        @Override
        public JobSpan start(JobContext job) {
          return new NoSpan(TraceContext.forJob(job.traceparent()));
        }

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

  /** Counts an event of a job's life; those that are not legal are not counted as what they say. */
  void count(EventKind kind, Transition transition, LogEvent event);

  /** Whether anything is done with what it is told. */
  boolean isOn();
}
