package io.emp.logging;

import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The logger of one job. {@link ConnectorLogger#withJobContext} makes it and binds the job to the
 * calling thread; closing it restores the thread's MDC exactly as it was.
 *
 * <p>Its identity never changes, and any thread may log through it. To bind the job on other
 * threads as well, so that the lines of every library there carry its ids, use {@link
 * #wrap(Runnable)} and its like.
 *
 * <p>Events that end a job carry {@code duration_ms} since {@link #jobStarted()}, else since {@link
 * #jobReceived()}, where the caller gives none. Methods that tell of the job's life never throw;
 * see {@link StructuredLogger}.
 */
public final class JobLogger extends StructuredLogger implements AutoCloseable {

  private static final String NO_REASON = "unknown";

  private final JobLife life;
  private final JobTelling telling;
  private volatile @Nullable JobScope scope;

  JobLogger(Worker worker, JobContext job, boolean isReceived) {
    this(new JobLife(worker, job, isReceived));
  }

  /** Another logger of a job. */
  JobLogger(JobLife life) {
    super(life.worker());
    this.life = life;
    this.telling = new JobTelling(this, life);
  }

  JobLogger bind() {
    scope = JobScope.open(this, life.span());
    return this;
  }

  /** Runs a handler between the events of its job's life. */
  <T extends @Nullable Object, X extends Throwable> T handle(JobFunction<T, X> handler) throws X {
    jobReceived();
    jobStarted();
    try {
      T result = handler.call(this);
      telling.endUnlessOver(EventKind.JOB_COMPLETED, null, null);
      return result;
    } catch (Throwable t) {
      if (isCancellation(t)) {
        telling.endUnlessOver(EventKind.JOB_CANCELLED, "interrupted", t);
      } else {
        telling.endUnlessOver(EventKind.JOB_FAILED, null, t);
      }
      throw t;
    }
  }

  private static boolean isCancellation(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof CancellationException
        || thrown instanceof ClosedByInterruptException;
  }

  /** Nobody can tell the job's end any more. */
  void abandoned() {
    telling.endUnlessOver(
        EventKind.JOB_FAILED, "the job's logger was dropped without an end", null);
  }

  void cancelledAtExit() {
    telling.endUnlessOver(EventKind.JOB_CANCELLED, "the worker has stopped", null);
  }

  /**
   * Which job this is.
   *
   * @return what the logger was made with; after {@link #jobRetried()} and another {@link
   *     #jobReceived()} or {@link #jobStarted()}, the same with the next {@code attempt}
   */
  public JobContext jobContext() {
    return life.job();
  }

  /** Tells {@code job_received}. */
  public void jobReceived() {
    jobReceived(null);
  }

  /**
   * Tells {@code job_received}: the worker has the job.
   *
   * @param fields fills the event
   */
  public void jobReceived(@Nullable Consumer<LogEvent> fields) {
    telling.tell(EventKind.JOB_RECEIVED, fields);
  }

  /** Tells {@code job_started}. */
  public void jobStarted() {
    jobStarted(null);
  }

  /**
   * Tells {@code job_started}: work has begun. {@code duration_ms} counts from here.
   *
   * @param fields fills the event
   */
  public void jobStarted(@Nullable Consumer<LogEvent> fields) {
    telling.tell(EventKind.JOB_STARTED, fields);
  }

  /**
   * Tells {@code job_progress}, unless another report does soon: see {@link
   * ConnectorLogger.Builder#progressInterval}.
   *
   * @param fields fills the event
   */
  public void jobProgress(@Nullable Consumer<LogEvent> fields) {
    guarded(() -> telling.progress(fields));
  }

  /** Tells {@code job_completed}. */
  public void jobCompleted() {
    jobCompleted(null);
  }

  /**
   * Tells {@code job_completed}.
   *
   * @param fields fills the event
   */
  public void jobCompleted(@Nullable Consumer<LogEvent> fields) {
    telling.end(EventKind.JOB_COMPLETED, fields, null, null);
  }

  /**
   * Tells {@code job_failed}, at error level. {@code error_type} is found from the reason.
   *
   * @param reason what went wrong, for {@code error_message}
   */
  public void jobFailed(@Nullable String reason) {
    jobFailed(reason, null);
  }

  /**
   * Tells {@code job_failed}, with fields.
   *
   * @param reason what went wrong, for {@code error_message}
   * @param fields fills the event
   */
  public void jobFailed(@Nullable String reason, @Nullable Consumer<LogEvent> fields) {
    telling.end(EventKind.JOB_FAILED, fields, reason == null ? NO_REASON : reason, null);
  }

  /**
   * Tells {@code job_failed} with what was thrown: its class, message and bounded stack trace.
   *
   * @param thrown what went wrong
   */
  public void jobFailed(@Nullable Throwable thrown) {
    jobFailed(thrown, null);
  }

  /**
   * Tells {@code job_failed} with what was thrown, and fields.
   *
   * @param thrown what went wrong
   * @param fields fills the event
   */
  public void jobFailed(@Nullable Throwable thrown, @Nullable Consumer<LogEvent> fields) {
    telling.end(EventKind.JOB_FAILED, fields, thrown == null ? NO_REASON : null, thrown);
  }

  /** Tells {@code job_cancelled}. */
  public void jobCancelled() {
    jobCancelled((Consumer<LogEvent>) null);
  }

  /**
   * Tells {@code job_cancelled}.
   *
   * @param reason why
   */
  public void jobCancelled(@Nullable String reason) {
    telling.end(EventKind.JOB_CANCELLED, event -> event.field("reason", reason), null, null);
  }

  /**
   * Tells {@code job_cancelled}, with fields.
   *
   * @param fields fills the event
   */
  public void jobCancelled(@Nullable Consumer<LogEvent> fields) {
    telling.end(EventKind.JOB_CANCELLED, fields, null, null);
  }

  /** Tells {@code job_timed_out}. */
  public void jobTimedOut() {
    jobTimedOut(null);
  }

  /**
   * Tells {@code job_timed_out}: the job took longer than it may. {@code error_type} is {@code
   * timeout}.
   *
   * @param fields fills the event
   */
  public void jobTimedOut(@Nullable Consumer<LogEvent> fields) {
    telling.end(EventKind.JOB_TIMED_OUT, fields, "timed out", null);
  }

  /** Tells {@code job_retried}. */
  public void jobRetried() {
    jobRetried(null);
  }

  /**
   * Tells {@code job_retried}: the job goes back and will be received again, perhaps by another
   * worker.
   *
   * @param fields fills the event
   */
  public void jobRetried(@Nullable Consumer<LogEvent> fields) {
    telling.tell(EventKind.JOB_RETRIED, fields);
  }

  /**
   * Runs something with the job bound to this thread. Tells nothing of the job's life.
   *
   * @param action what to run
   */
  public void run(Runnable action) {
    run(action, life.span().carried());
  }

  private void run(Runnable action, JobSpan span) {
    try (JobScope inside = JobScope.open(this, span)) {
      action.run();
    }
  }

  /**
   * Calls something with the job bound to this thread. Tells nothing of the job's life.
   *
   * @param action what to call
   * @param <T> its result
   * @return what it returned
   * @throws Exception what it threw
   */
  public <T extends @Nullable Object> T call(Callable<T> action) throws Exception {
    return call(action, life.span().carried());
  }

  private <T extends @Nullable Object> T call(Callable<T> action, JobSpan span) throws Exception {
    try (JobScope inside = JobScope.open(this, span)) {
      return action.call();
    }
  }

  /**
   * Carries the job, with the span that is current here, to another thread.
   *
   * @param action what to run there
   * @return runs it with the job bound, on whatever thread runs it
   */
  public Runnable wrap(Runnable action) {
    Objects.requireNonNull(action, "action");
    JobSpan span = life.span().carried();
    return () -> run(action, span);
  }

  /**
   * Carries the job, with the span that is current here, to another thread.
   *
   * @param action what to call there
   * @param <T> its result
   * @return calls it with the job bound, on whatever thread calls it
   */
  public <T extends @Nullable Object> Callable<T> wrap(Callable<T> action) {
    Objects.requireNonNull(action, "action");
    JobSpan span = life.span().carried();
    return () -> call(action, span);
  }

  /**
   * Carries the job to all that an executor runs, as for the asynchronous methods of {@link
   * java.util.concurrent.CompletableFuture}.
   *
   * @param executor runs the tasks
   * @return hands tasks to it with the job bound while they run
   */
  public Executor wrap(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return task -> executor.execute(wrap(task));
  }

  /**
   * Carries the job to all that an executor runs, with the span that is current where a task is
   * handed over. Shutting it down shuts the executor down.
   *
   * @param executor runs the tasks, on pooled or virtual threads
   * @return hands tasks to it with the job bound while they run
   */
  public ExecutorService wrap(ExecutorService executor) {
    Objects.requireNonNull(executor, "executor");
    return new JobExecutorService(
        executor,
        new TaskBinder() {
          @Override
          public Runnable wrap(Runnable task) {
            return JobLogger.this.wrap(task);
          }

          @Override
          public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
            return JobLogger.this.wrap(task);
          }
        });
  }

  /**
   * Writes the job, in the trace that its events are in here, to what carries it to another
   * process: see {@link JobContext#inject(Map)}.
   *
   * @param carrier what is written to; null for nothing
   */
  public void inject(@Nullable Map<String, String> carrier) {
    if (carrier != null) {
      life.job().inject(carrier::put, trace());
    }
  }

  /**
   * Starts a step of the job: a child span, current on this thread until the step is closed.
   *
   * <pre>{@code
   * try (JobStep step = job.step(JobStep.MODEL_DOWNLOAD)) {
   *   step.attribute("model", name);
   *   ...
   * }
   * }</pre>
   *
   * @param name one of {@link JobStep}'s, or any other short name; never one with an id in it
   * @return the step, to be closed on this thread
   */
  public JobStep step(String name) {
    return life.span().step(name);
  }

  /**
   * Runs a step of the job: a child span that has what is thrown recorded.
   *
   * @param name as above
   * @param step does it
   * @param <T> its result
   * @param <X> what it throws
   * @return what it returned
   * @throws X what it threw
   */
  // StepFunction is the more specific type, as JobFunction is of JobAction.
  @SuppressWarnings({"overloads", "NullAway"})
  public <T extends @Nullable Object, X extends Throwable> T step(
      String name, StepFunction<T, X> step) throws X {
    return life.span().step(name, step);
  }

  /**
   * Runs a step of the job that returns nothing: a child span that has what is thrown recorded.
   *
   * @param name as above
   * @param step does it
   * @param <X> what it throws
   * @throws X what it threw
   */
  @SuppressWarnings({"overloads", "NullAway"})
  public <X extends Throwable> void step(String name, StepAction<X> step) throws X {
    StepFunction<@Nullable Void, X> function =
        running -> {
          step.run(running);
          return null;
        };
    step(name, function);
  }

  /**
   * Ends the binding to the thread that opened it. The second time, or on another thread, it does
   * nothing. It tells nothing: the job's end is told by {@link #jobCompleted()} and its like.
   */
  @Override
  public void close() {
    JobScope open = scope;
    if (open != null) {
      open.close();
    }
    if (life.lifecycle().isNew()) {
      life.span().close();
    }
  }

  boolean isOf(JobLife other) {
    return life == other;
  }

  /** The job's context as told by another worker's logger inside the job's scope. */
  ContextFields contextFor(WorkerIdentity worker) {
    return worker.equals(worker().identity())
        ? life.context()
        : ContextFields.of(worker, life.job());
  }

  @Override
  ContextFields context() {
    return life.context();
  }

  @Override
  TraceContext trace() {
    TraceContext current = CurrentSpan.traceContext();
    return current == null ? life.span().trace() : current;
  }

  /** What the MDC holds while the job is bound. */
  void forEachOfContext(BiConsumer<String, String> consumer) {
    trace().forEach(consumer);
    life.context().forEach((field, value) -> consumer.accept(field.wireName, value.toString()));
  }

  @Override
  public String toString() {
    return "JobLogger[" + life.job().jobId() + "]";
  }
}
