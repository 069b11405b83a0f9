package io.emp.logging;

import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which job: its id, and what is known of where it belongs. Immutable.
 *
 * <p>Nothing a queue hands to a worker is refused here, since a bad header must not stop a job: a
 * null or blank job id becomes {@code unknown}, ids over {@value #MAX_ID_CHARS} characters are cut,
 * blank ids are left out, an invalid {@code traceparent} is ignored.
 *
 * <p>{@link #inject(Map)} writes a context to what carries a job to another process, such as a
 * Redis hash or the headers of a message, and {@link #extract(Map)} reads it there. With or without
 * OpenTelemetry on either side, both then are in one trace. Neither throws, whatever the carrier
 * holds or does.
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
  private final @Nullable String tracestate;
  private final @Nullable Instant submittedAt;

  /** The header that the job came with, to be passed on. */
  private final @Nullable String baggage;

  /** Made when it is first asked for, where the job came without a trace; then it stays. */
  private volatile @Nullable TraceContext made;

  private JobContext(Builder builder) {
    jobId = builder.jobId;
    sessionId = builder.sessionId;
    workflowId = builder.workflowId;
    attempt = builder.attempt;
    traceparent = builder.traceparent;
    tracestate = builder.tracestate;
    submittedAt = builder.submittedAt;
    baggage = builder.baggage;
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
   * Reads a job from a carrier.
   *
   * <p>These keys are read: {@code job_id}, else {@code id}; {@code session_id}; {@code
   * workflow_id}; {@code attempt}, else {@code retry_count} and one; {@code submitted_at}, else
   * {@code created_at}, in ISO 8601 with an offset or as seconds or milliseconds since 1970; {@code
   * traceparent} with {@code tracestate}, else {@code job_trace_id} (32 or 16 hex digits, in either
   * case, or a UUID) with {@code job_span_id}; {@code baggage}. Where a key is missing, one that
   * differs in case, or has dashes for underscores, stands in for it.
   *
   * <p>What is not of its form, or longer than 8192 characters, is ignored.
   *
   * @param carrier names and values; null for none
   * @return the job as far as the carrier tells of it
   */
  public static JobContext extract(@Nullable Map<String, String> carrier) {
    return extract(null, carrier);
  }

  /**
   * Reads a job from a carrier, as {@link #extract(Map)} does, whose id is known already.
   *
   * @param jobId the job's id; null or blank for the carrier's
   * @param carrier names and values; null for none
   * @return the job as far as the carrier tells of it
   */
  public static JobContext extract(@Nullable String jobId, @Nullable Map<String, String> carrier) {
    return JobCarrier.extract(jobId, JobCarrier.reader(carrier));
  }

  /**
   * Reads a job from a carrier, as {@link #extract(Map)} does.
   *
   * @param carrier the value of a name, or null; asked for each name once, and for names with
   *     underscores a second time with dashes where there was no value
   * @return the job as far as the carrier tells of it
   */
  public static JobContext extract(Function<String, @Nullable String> carrier) {
    return extract(null, carrier);
  }

  /**
   * Reads a job from a carrier, as {@link #extract(Function)} does, whose id is known already.
   *
   * @param jobId the job's id; null or blank for the carrier's
   * @param carrier the value of a name, or null
   * @return the job as far as the carrier tells of it
   */
  public static JobContext extract(
      @Nullable String jobId, Function<String, @Nullable String> carrier) {
    return JobCarrier.extract(jobId, carrier);
  }

  /**
   * Writes the job to a carrier, for {@link #extract(Map)} to read.
   *
   * <p>The trace is that of the current OpenTelemetry span, else that of the job whose scope this
   * thread is in, else this context's own, else one that is made and kept in this context. It is
   * written as {@code traceparent} and {@code tracestate}, and as {@code job_trace_id} and {@code
   * job_span_id} for older readers; the current baggage, else the one that the job came with, as
   * {@code baggage}; beside it {@code job_id}, {@code session_id}, {@code workflow_id}, {@code
   * attempt} and {@code submitted_at}, which is now where it is not known.
   *
   * @param carrier what is written to; null for nothing
   */
  public void inject(@Nullable Map<String, String> carrier) {
    if (carrier != null) {
      JobCarrier.inject(this, carrier::put, null);
    }
  }

  /**
   * Writes the job to a carrier, as {@link #inject(Map)} does.
   *
   * @param carrier takes each name with its value; null for nothing. Where it throws, that name is
   *     left out
   */
  public void inject(@Nullable BiConsumer<String, String> carrier) {
    if (carrier != null) {
      JobCarrier.inject(this, carrier, null);
    }
  }

  /** As {@link #inject(BiConsumer)}, in a trace that is told. */
  void inject(BiConsumer<String, String> carrier, TraceContext trace) {
    JobCarrier.inject(this, carrier, trace);
  }

  /**
   * The job as it goes back to its queue to be tried again: of the next attempt, in the same trace,
   * submitted when it is injected. A job whose attempt is not known was at its first.
   *
   * @return a new context
   */
  public JobContext nextAttempt() {
    Builder next = copy();
    next.attempt = attempt == null ? 2 : attempt + 1;
    next.submittedAt = null;
    return next.build();
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

  /**
   * The W3C trace state that the job was submitted with.
   *
   * @return the header as it was given, or null
   */
  public @Nullable String tracestate() {
    return tracestate;
  }

  /**
   * When the job was submitted to its queue.
   *
   * @return the time, or null where it is not known
   */
  public @Nullable Instant submittedAt() {
    return submittedAt;
  }

  @Nullable String baggage() {
    return baggage;
  }

  /** The {@code traceparent} to continue: the one given, else that of the trace made here. */
  @Nullable String parent() {
    TraceContext own = made;
    return own == null ? traceparent : own.traceparent();
  }

  /** The trace of the current span, else that of the {@code traceparent}, else one made once. */
  TraceContext trace() {
    TraceContext current = CurrentSpan.traceContext();
    if (current != null) {
      return current;
    }
    TraceContext given = TraceContext.parse(traceparent);
    return given == null ? made() : given;
  }

  private TraceContext made() {
    TraceContext known = made;
    if (known == null) {
      synchronized (this) {
        known = made;
        if (known == null) {
          known = TraceContext.random();
          made = known;
        }
      }
    }
    return known;
  }

  /** Whether there is a trace for the job to be in, and none has to be made. */
  boolean hasTrace() {
    return CurrentSpan.traceContext() != null || TraceContext.parse(traceparent) != null;
  }

  /** Whether a span that is started now is in a trace. */
  boolean isInTrace(TraceContext trace) {
    return trace().traceId().equals(trace.traceId());
  }

  /** The same job, submitted in a trace. */
  JobContext in(TraceContext trace) {
    Builder builder = copy();
    builder.traceparent = trace.traceparent();
    return builder.build();
  }

  private Builder copy() {
    Builder copy = builder(jobId);
    copy.sessionId = sessionId;
    copy.workflowId = workflowId;
    copy.attempt = attempt;
    copy.traceparent = parent();
    copy.tracestate = tracestate;
    copy.submittedAt = submittedAt;
    copy.baggage = baggage;
    return copy;
  }

  /** Whether the job was submitted in a trace. */
  boolean isOfTrace(TraceContext trace) {
    TraceContext given = TraceContext.parse(traceparent);
    return given != null && given.traceId().equals(trace.traceId());
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
    private @Nullable String tracestate;
    private @Nullable Instant submittedAt;
    private @Nullable String baggage;

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
     * Sets what tracing systems added to the {@code traceparent}. It means nothing without one.
     *
     * @param tracestate a W3C {@code tracestate} header of at most 8192 characters; null, blank or
     *     with what no header can hold for none
     * @return this
     */
    public Builder tracestate(@Nullable String tracestate) {
      this.tracestate = header(tracestate);
      return this;
    }

    /**
     * Sets when the job was submitted to its queue, from which its time of waiting is found.
     *
     * @param submittedAt the time; null where it is not known
     * @return this
     */
    public Builder submittedAt(@Nullable Instant submittedAt) {
      this.submittedAt = submittedAt;
      return this;
    }

    Builder attempt(@Nullable Long attempt) {
      this.attempt = attempt;
      return this;
    }

    Builder baggage(@Nullable String baggage) {
      this.baggage = header(baggage);
      return this;
    }

    /** What can be passed on as a header: printable ASCII. */
    private static @Nullable String header(@Nullable String given) {
      return given != null
              && !given.isBlank()
              && given.length() <= JobCarrier.MAX_CHARS
              && given.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t')
          ? given
          : null;
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
