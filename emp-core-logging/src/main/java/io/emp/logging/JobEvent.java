package io.emp.logging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An event of a job's life as listeners get it. */
public final class JobEvent extends WorkerEvent {

  private final Type type;
  private final JobContext job;

  /** What has happened to a job. */
  public enum Type {
    /** A worker has it. */
    RECEIVED,
    /** Work has begun. */
    STARTED,
    /** Work has gone on. */
    PROGRESS,
    /** It is done. */
    COMPLETED,
    /** It could not be done. */
    FAILED,
    /** It was not to be done any more. */
    CANCELLED,
    /** It took longer than it may. */
    TIMED_OUT,
    /** It goes back to the queue. */
    RETRIED;

    /**
     * Whether the job is over with it.
     *
     * @return true for {@link #COMPLETED}, {@link #FAILED}, {@link #CANCELLED} and {@link
     *     #TIMED_OUT}
     */
    public boolean isEnd() {
      return this == COMPLETED || this == FAILED || this == CANCELLED || this == TIMED_OUT;
    }
  }

  private JobEvent(Type type, JobContext job, EventRecord record) {
    super(record);
    this.type = type;
    this.job = job;
  }

  static JobEvent of(EventKind kind, JobContext job, EventRecord record) {
    return new JobEvent(Type.valueOf(kind.name().substring("JOB_".length())), job, record);
  }

  /**
   * What has happened.
   *
   * @return the event's type
   */
  public Type type() {
    return type;
  }

  /**
   * Which job.
   *
   * @return its context
   */
  public JobContext job() {
    return job;
  }

  /**
   * Which job.
   *
   * @return its id
   */
  public String jobId() {
    return job.jobId();
  }

  /**
   * Why the event cannot be, as a second end of a job.
   *
   * @return for example {@code job_failed after job_completed}; null for an event that can, as all
   *     should
   */
  public @Nullable String illegalTransition() {
    return text(WireField.ILLEGAL_TRANSITION);
  }

  /**
   * How long the job took.
   *
   * @return to the millisecond; null where the event says nothing of it
   */
  public @Nullable Duration duration() {
    return millis(WireField.DURATION_MS);
  }

  /**
   * How long the job waited to be taken.
   *
   * @return to the millisecond; null where the event says nothing of it
   */
  public @Nullable Duration queueWait() {
    return millis(WireField.QUEUE_WAIT_MS);
  }

  /**
   * How much is done.
   *
   * @return in per cent; null where the event says nothing of it
   */
  public @Nullable Double progress() {
    return fields().get(WireField.PROGRESS.wireName) instanceof Double percent ? percent : null;
  }

  /**
   * Which step is being executed.
   *
   * @return the step; null where the event says nothing of it
   */
  public @Nullable String executionStep() {
    return text(WireField.EXECUTION_STEP);
  }

  /**
   * The class of the failure.
   *
   * @return {@code timeout}, {@code memory} and so on; null where nothing failed
   */
  public @Nullable String errorType() {
    return text(WireField.ERROR_TYPE);
  }

  /**
   * Why the job failed.
   *
   * @return the reason; null where nothing failed
   */
  public @Nullable String errorMessage() {
    return text(WireField.ERROR_MESSAGE);
  }

  private @Nullable Duration millis(WireField field) {
    Long millis = number(field);
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
