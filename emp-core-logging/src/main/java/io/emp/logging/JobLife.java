package io.emp.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A job in a worker's hands. It outlives the logger that the caller has: whoever has to tell the
 * job's end when nobody else can does so from here.
 */
final class JobLife {

  private final Worker worker;
  private final JobSpan span;
  private final JobLifecycle lifecycle = new JobLifecycle();
  private final ProgressGate progress;
  private volatile JobContext job;
  private volatile ContextFields context;

  JobLife(Worker worker, JobContext job) {
    this.worker = worker;
    this.job = job;
    this.context = ContextFields.of(worker.identity(), job);
    this.span = worker.telemetry().start(job);
    this.progress =
        new ProgressGate(
            worker.progressInterval(), () -> worker.counters().progressCoalesced.increment());
  }

  Worker worker() {
    return worker;
  }

  JobContext job() {
    return job;
  }

  ContextFields context() {
    return context;
  }

  JobSpan span() {
    return span;
  }

  JobLifecycle lifecycle() {
    return lifecycle;
  }

  ProgressGate progress() {
    return progress;
  }

  /** Notes an event, and that the job is in the worker's hands, or no more. */
  Transition told(EventKind kind) {
    if (lifecycle.wasRetried()
        && (kind == EventKind.JOB_RECEIVED || kind == EventKind.JOB_STARTED)) {
      beginNextAttempt();
    }
    return noted(lifecycle.told(kind));
  }

  /** Notes an end that the caller has not told; null where it has. */
  @Nullable Transition toldUnlessOver(EventKind end) {
    Transition transition = lifecycle.toldUnlessOver(end);
    return transition == null ? null : noted(transition);
  }

  private Transition noted(Transition transition) {
    if (transition.opens()) {
      OpenJobs.add(this);
    } else if (transition.closes()) {
      OpenJobs.remove(this);
    }
    if (!transition.isLegal()) {
      worker.counters().illegalTransitions.increment();
    }
    return transition;
  }

  private void beginNextAttempt() {
    job = job.nextAttempt();
    context = ContextFields.of(worker.identity(), job);
    JobLogger bound = JobScope.currentJob();
    if (bound != null && bound.isOf(this)) {
      MDC.put(WireField.ATTEMPT.wireName, String.valueOf(job.attempt()));
    }
  }

  /** Gives followers of the worker an event that is complete. */
  void follow(EventKind kind, Transition transition, EventRecord record) {
    worker.telemetry().count(kind, transition, record.fields());
    if (transition.isLegal()) {
      span.told(kind, record.fields(), record.thrown());
    }
    if (!worker.bus().isEmpty()) {
      worker.bus().publish(JobEvent.of(kind, job, record));
    }
  }
}
