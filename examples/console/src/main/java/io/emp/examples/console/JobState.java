package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job is at, as its events tell it. Events of an attempt that is over, and those that cannot
 * be ({@code illegal_transition}), are counted and change nothing else. Where events come in
 * another order than they happened, the one that happened last decides.
 */
final class JobState implements State {

  static final String WAITING = "waiting";
  static final String RUNNING = "running";
  static final String COMPLETED = "completed";
  static final String FAILED = "failed";
  static final String CANCELLED = "cancelled";

  static final List<Field<JobState>> FIELDS =
      List.of(
          Field.key("job_id", job -> job.jobId),
          Field.required("state", job -> job.state, (job, value) -> job.state = value),
          Field.time("state_at", job -> job.stateAt, (job, value) -> job.stateAt = value),
          Field.integer("attempt", job -> job.attempt, (job, value) -> job.attempt = value),
          Field.text("machine_id", job -> job.machineId, (job, value) -> job.machineId = value),
          Field.text("worker_id", job -> job.workerId, (job, value) -> job.workerId = value),
          Field.text(
              "service_type", job -> job.serviceType, (job, value) -> job.serviceType = value),
          Field.text(
              "connector_id", job -> job.connectorId, (job, value) -> job.connectorId = value),
          Field.text("workflow_id", job -> job.workflowId, (job, value) -> job.workflowId = value),
          Field.text("session_id", job -> job.sessionId, (job, value) -> job.sessionId = value),
          Field.text("trace_id", job -> job.traceId, (job, value) -> job.traceId = value),
          Field.text("model", job -> job.model, (job, value) -> job.model = value),
          Field.number("progress", job -> job.progress, (job, value) -> job.progress = value),
          Field.text(
              "execution_step",
              job -> job.executionStep,
              (job, value) -> job.executionStep = value),
          Field.time("received_at", job -> job.receivedAt, (job, value) -> job.receivedAt = value),
          Field.time("started_at", job -> job.startedAt, (job, value) -> job.startedAt = value),
          Field.time("ended_at", job -> job.endedAt, (job, value) -> job.endedAt = value),
          Field.integer(
              "queue_wait_ms", job -> job.queueWaitMs, (job, value) -> job.queueWaitMs = value),
          Field.integer(
              "duration_ms", job -> job.durationMs, (job, value) -> job.durationMs = value),
          Field.text("end_type", job -> job.endType, (job, value) -> job.endType = value),
          Field.text("error_type", job -> job.errorType, (job, value) -> job.errorType = value),
          Field.text(
              "error_message", job -> job.errorMessage, (job, value) -> job.errorMessage = value),
          Field.text(
              "exception_type",
              job -> job.exceptionType,
              (job, value) -> job.exceptionType = value),
          Field.text("stack_hash", job -> job.stackHash, (job, value) -> job.stackHash = value),
          Field.time("last_seen", job -> job.lastSeen, (job, value) -> job.lastSeen = value),
          Field.count("events", job -> job.events, (job, value) -> job.events = value),
          Field.count("errors", job -> job.errors, (job, value) -> job.errors = value),
          Field.count("warnings", job -> job.warnings, (job, value) -> job.warnings = value),
          Field.count(
              "first_event_id", job -> job.firstEventId, (job, value) -> job.firstEventId = value),
          Field.count(
              "last_event_id", job -> job.lastEventId, (job, value) -> job.lastEventId = value));

  private static final Set<String> ENDED = Set.of(COMPLETED, FAILED, CANCELLED);
  private static final double DONE = 100;

  private final String jobId;
  private final boolean stored;
  private String state = WAITING;
  private @Nullable Instant stateAt;
  private @Nullable Long attempt;
  private @Nullable String machineId;
  private @Nullable String workerId;
  private @Nullable String serviceType;
  private @Nullable String connectorId;
  private @Nullable String workflowId;
  private @Nullable String sessionId;
  private @Nullable String traceId;
  private @Nullable String model;
  private @Nullable Double progress;
  private @Nullable String executionStep;
  private @Nullable Instant receivedAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable Long queueWaitMs;
  private @Nullable Long durationMs;
  private @Nullable String endType;
  private @Nullable String errorType;
  private @Nullable String errorMessage;
  private @Nullable String exceptionType;
  private @Nullable String stackHash;
  private @Nullable Instant lastSeen;
  private long events;
  private long errors;
  private long warnings;
  private long firstEventId;
  private long lastEventId;

  private JobState(String jobId, boolean stored) {
    this.jobId = jobId;
    this.stored = stored;
  }

  static JobState of(String jobId) {
    return new JobState(jobId, false);
  }

  /** One that the table has, to be loaded. */
  static JobState stored(String key) {
    return new JobState(key, true);
  }

  void apply(Event event) {
    events++;
    String level = event.text(EventColumn.LEVEL);
    errors += "error".equals(level) ? 1 : 0;
    warnings += "warn".equals(level) ? 1 : 0;
    firstEventId = firstEventId == 0 ? event.id() : firstEventId;
    lastEventId = event.id();
    Instant heard = event.heardAt();
    if (lastSeen == null || heard.isAfter(lastSeen)) {
      lastSeen = heard;
    }
    if (isCurrent(event)) {
      applyContext(event);
      applyType(event);
    }
  }

  /** False for what is told of an attempt that is over, or happened before what is known. */
  private boolean isCurrent(Event event) {
    Long of = event.integer(EventColumn.ATTEMPT);
    if (of != null && attempt != null && !of.equals(attempt)) {
      return of > attempt;
    }
    return stateAt == null || !event.time(EventColumn.TIMESTAMP).isBefore(stateAt);
  }

  private void applyContext(Event event) {
    machineId = event.textOr(EventColumn.MACHINE_ID, machineId);
    workerId = event.textOr(EventColumn.WORKER_ID, workerId);
    serviceType = event.textOr(EventColumn.SERVICE_TYPE, serviceType);
    connectorId = event.textOr(EventColumn.CONNECTOR_ID, connectorId);
    workflowId = event.textOr(EventColumn.WORKFLOW_ID, workflowId);
    sessionId = event.textOr(EventColumn.SESSION_ID, sessionId);
    traceId = event.textOr(EventColumn.TRACE_ID, traceId);
    model = event.textOr(EventColumn.MODEL, model);
  }

  private void applyType(Event event) {
    String type = event.text(EventColumn.EVENT_TYPE);
    if (type == null || event.text(EventColumn.ILLEGAL_TRANSITION) != null) {
      return;
    }
    switch (type) {
      case "job_received" -> {
        begin(event);
        receivedAt = event.time(EventColumn.TIMESTAMP);
        queueWaitMs = event.integer(EventColumn.QUEUE_WAIT_MS);
        set(WAITING, event);
      }
      case "job_started" -> {
        if (ENDED.contains(state)) {
          begin(event);
        }
        startedAt = event.time(EventColumn.TIMESTAMP);
        Long waited = event.integer(EventColumn.QUEUE_WAIT_MS);
        queueWaitMs = waited == null ? queueWaitMs : waited;
        set(RUNNING, event);
      }
      case "job_progress" -> applyProgress(event);
      case "job_completed" -> {
        end(COMPLETED, event);
        progress = DONE;
      }
      case "job_failed", "job_timed_out" -> end(FAILED, event);
      case "job_cancelled" -> end(CANCELLED, event);
      case "job_retried" -> {
        begin(event);
        set(WAITING, event);
      }
      default -> {
        // No step of a job's life.
      }
    }
  }

  /** Another attempt: what was known of the one before is not true of it. */
  private void begin(Event event) {
    Long of = event.integer(EventColumn.ATTEMPT);
    attempt = of == null ? attempt : of;
    progress = null;
    executionStep = null;
    receivedAt = null;
    startedAt = null;
    endedAt = null;
    queueWaitMs = null;
    durationMs = null;
    endType = null;
    errorType = null;
    errorMessage = null;
    exceptionType = null;
    stackHash = null;
  }

  private void applyProgress(Event event) {
    if (ENDED.contains(state)) {
      return;
    }
    Double told = event.number(EventColumn.PROGRESS);
    progress = told == null ? progress : told;
    executionStep = event.textOr(EventColumn.EXECUTION_STEP, executionStep);
    if (startedAt == null) {
      startedAt = event.time(EventColumn.TIMESTAMP);
    }
    set(RUNNING, event);
  }

  private void end(String as, Event event) {
    set(as, event);
    endedAt = event.time(EventColumn.TIMESTAMP);
    endType = event.text(EventColumn.EVENT_TYPE);
    durationMs = event.integer(EventColumn.DURATION_MS);
    if (durationMs == null && startedAt != null) {
      durationMs = Duration.between(startedAt, endedAt).toMillis();
    }
    errorType = event.text(EventColumn.ERROR_TYPE);
    errorMessage = event.text(EventColumn.ERROR_MESSAGE);
    exceptionType = event.text(EventColumn.EXCEPTION_TYPE);
    stackHash = event.text(EventColumn.STACK_HASH);
  }

  private void set(String to, Event event) {
    state = to;
    stateAt = event.time(EventColumn.TIMESTAMP);
    Long of = event.integer(EventColumn.ATTEMPT);
    attempt = of == null ? attempt : of;
  }

  String state() {
    return state;
  }

  @Override
  public String key() {
    return jobId;
  }

  @Override
  public boolean isStored() {
    return stored;
  }
}
