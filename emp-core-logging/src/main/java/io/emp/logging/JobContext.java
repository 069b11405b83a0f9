package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * Which job: its id, and what is known of where it belongs. Immutable.
 *
 * <p>Nothing a queue hands to a worker is refused here, since a bad header must not stop a job: a
 * null or blank job id becomes {@code unknown}, ids over {@value #MAX_ID_CHARS} characters are cut,
 * blank ids are left out, an invalid {@code traceparent} is ignored.
 */
public final class JobContext {

  /** The most characters of an id. */
  public static final int MAX_ID_CHARS = 256;

  private static final String UNKNOWN = "unknown";

  private final String jobId;
  private final @Nullable String sessionId;
  private final @Nullable String workflowId;
  private final @Nullable Long attempt;
  private final @Nullable String traceparent;

  private JobContext(Builder builder) {
    jobId = builder.jobId;
    sessionId = builder.sessionId;
    workflowId = builder.workflowId;
    attempt = builder.attempt;
    traceparent = builder.traceparent;
  }

  /**
   * A context of nothing but a job's id.
   *
   * @param jobId the job's id
   * @return the context
   */
  public static JobContext of(@Nullable String jobId) {
    return builder(jobId).build();
  }

  /**
   * Starts a context.
   *
   * @param jobId the job's id
   * @return a builder with nothing else set
   */
  public static Builder builder(@Nullable String jobId) {
    return new Builder(jobId);
  }

  /**
   * The job's id.
   *
   * @return 1 to {@value #MAX_ID_CHARS} characters
   */
  public String jobId() {
    return jobId;
  }

  /**
   * The session the job belongs to.
   *
   * @return its id, or null
   */
  public @Nullable String sessionId() {
    return sessionId;
  }

  /**
   * The workflow the job is a step of.
   *
   * @return its id, or null
   */
  public @Nullable String workflowId() {
    return workflowId;
  }

  /**
   * Which attempt at the job this is.
   *
   * @return 1 for the first, or null where it is not known
   */
  public @Nullable Long attempt() {
    return attempt;
  }

  /**
   * The W3C trace context that the job was submitted with.
   *
   * @return the header as it was given, or null
   */
  public @Nullable String traceparent() {
    return traceparent;
  }

  /** The same job at its next attempt. */
  JobContext nextAttempt() {
    Builder next = builder(jobId).sessionId(sessionId).workflowId(workflowId);
    next.traceparent(traceparent).attempt = attempt == null ? 2 : attempt + 1;
    return next.build();
  }

  @Override
  public String toString() {
    return "JobContext[" + jobId + "]";
  }

  private static @Nullable String id(@Nullable String given) {
    if (given == null || given.isBlank()) {
      return null;
    }
    return given.length() <= MAX_ID_CHARS ? given : given.substring(0, MAX_ID_CHARS);
  }

  /** Collects what is known of a job. Not thread-safe. */
  public static final class Builder {
    private final String jobId;
    private @Nullable String sessionId;
    private @Nullable String workflowId;
    private @Nullable Long attempt;
    private @Nullable String traceparent;

    private Builder(@Nullable String jobId) {
      String id = id(jobId);
      this.jobId = id == null ? UNKNOWN : id;
    }

    /**
     * Sets the session.
     *
     * @param sessionId its id; null or blank for none
     * @return this
     */
    public Builder sessionId(@Nullable String sessionId) {
      this.sessionId = id(sessionId);
      return this;
    }

    /**
     * Sets the workflow.
     *
     * @param workflowId its id; null or blank for none
     * @return this
     */
    public Builder workflowId(@Nullable String workflowId) {
      this.workflowId = id(workflowId);
      return this;
    }

    /**
     * Sets which attempt this is.
     *
     * @param attempt 1 for the first
     * @return this
     */
    public Builder attempt(int attempt) {
      this.attempt = (long) attempt;
      return this;
    }

    /**
     * Sets the trace that the job was submitted in. It is used where no OpenTelemetry span is
     * current.
     *
     * @param traceparent a W3C {@code traceparent} header; null or invalid for none
     * @return this
     */
    public Builder traceparent(@Nullable String traceparent) {
      this.traceparent = traceparent;
      return this;
    }

    /**
     * The context as collected so far.
     *
     * @return a new context
     */
    public JobContext build() {
      return new JobContext(this);
    }
  }
}
