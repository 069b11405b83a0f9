package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A job in a worker's hands. It outlives the logger that the caller has: whoever has to tell the
 * job's end when nobody else can does so from here.
 */
final class JobLife {

  private final Worker worker;
  private final JobLifecycle lifecycle = new JobLifecycle();
  private final ProgressGate progress;
  private volatile JobSpan span;
  private volatile boolean spanStarted;
  private volatile JobContext job;
  private volatile ContextFields context;

  /**
   * A job that nothing was told of yet.
   *
   * @param isReceived it is about to be told; if not, nobody may ever do so, as where a service
   *     that submits a job binds its ids to its lines
   */
  JobLife(Worker worker, JobContext job, boolean isReceived) {
    this.worker = worker;
    this.job = job;
    this.context = ContextFields.of(worker.identity(), job);
    this.spanStarted = isReceived || !job.hasTrace();
    this.span = spanStarted ? worker.telemetry().start(job) : new NoSpan(job.trace());
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
    boolean again =
        lifecycle.wasRetried() && (kind == EventKind.JOB_RECEIVED || kind == EventKind.JOB_STARTED);
    if (again) {
      job = job.nextAttempt();
      context = ContextFields.of(worker.identity(), job);
    }
    Transition transition = noted(lifecycle.told(kind));
    if (transition.opens() && (again || !spanStarted)) {
      JobScope.renew(this);
    }
    return transition;
  }

  /** Starts the span of an attempt, where that was not done when its logger was made. */
  void startSpan() {
    TraceContext before = span.trace();
    spanStarted = true;
    span = worker.telemetry().start(job.isInTrace(before) ? job : job.in(before));
  }

  /** Notes an end that the caller has not told; null where it has. */
  @Nullable Transition toldUnlessOver(EventKind end) {
    Transition transition = lifecycle.toldUnlessOver(end);
    return transition == null ? null : noted(transition);
  }

  /** The event is told to everybody: only now may a process that exits take the job for ended. */
  void settled(Transition transition) {
    if (transition.closes()) {
      OpenJobs.remove(this);
    }
  }

  private Transition noted(Transition transition) {
    if (transition.opens()) {
      OpenJobs.add(this);
    }
    if (transition.change() != 0) {
      worker.telemetry().moved(transition);
    }
    if (!transition.isLegal()) {
      worker.counters().illegalTransitions.increment();
    }
    return transition;
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
