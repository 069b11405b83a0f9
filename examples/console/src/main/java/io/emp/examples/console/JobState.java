package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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

  static final List<Field> FIELDS =
      List.of(
          Field.text("job_id"),
          Field.text("state"),
          Field.time("state_at"),
          Field.integer("attempt"),
          Field.text("machine_id"),
          Field.text("worker_id"),
          Field.text("service_type"),
          Field.text("connector_id"),
          Field.text("workflow_id"),
          Field.text("session_id"),
          Field.text("trace_id"),
          Field.text("model"),
          Field.number("progress"),
          Field.text("execution_step"),
          Field.time("received_at"),
          Field.time("started_at"),
          Field.time("ended_at"),
          Field.integer("queue_wait_ms"),
          Field.integer("duration_ms"),
          Field.text("end_type"),
          Field.text("error_type"),
          Field.text("error_message"),
          Field.text("exception_type"),
          Field.text("stack_hash"),
          Field.time("last_seen"),
          Field.integer("events"),
          Field.integer("errors"),
          Field.integer("warnings"),
          Field.integer("first_event_id"),
          Field.integer("last_event_id"));

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

  static JobState read(ResultSet results) throws SQLException {
    Row row = new Row(results);
    JobState job = new JobState(row.required("job_id"), true);
    job.state = row.required("state");
    job.stateAt = row.time("state_at");
    job.attempt = row.integer("attempt");
    job.machineId = row.text("machine_id");
    job.workerId = row.text("worker_id");
    job.serviceType = row.text("service_type");
    job.connectorId = row.text("connector_id");
    job.workflowId = row.text("workflow_id");
    job.sessionId = row.text("session_id");
    job.traceId = row.text("trace_id");
    job.model = row.text("model");
    job.progress = row.number("progress");
    job.executionStep = row.text("execution_step");
    job.receivedAt = row.time("received_at");
    job.startedAt = row.time("started_at");
    job.endedAt = row.time("ended_at");
    job.queueWaitMs = row.integer("queue_wait_ms");
    job.durationMs = row.integer("duration_ms");
    job.endType = row.text("end_type");
    job.errorType = row.text("error_type");
    job.errorMessage = row.text("error_message");
    job.exceptionType = row.text("exception_type");
    job.stackHash = row.text("stack_hash");
    job.lastSeen = row.time("last_seen");
    job.events = row.count("events");
    job.errors = row.count("errors");
    job.warnings = row.count("warnings");
    job.firstEventId = row.count("first_event_id");
    job.lastEventId = row.count("last_event_id");
    return job;
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
    machineId = or(event, EventColumn.MACHINE_ID, machineId);
    workerId = or(event, EventColumn.WORKER_ID, workerId);
    serviceType = or(event, EventColumn.SERVICE_TYPE, serviceType);
    connectorId = or(event, EventColumn.CONNECTOR_ID, connectorId);
    workflowId = or(event, EventColumn.WORKFLOW_ID, workflowId);
    sessionId = or(event, EventColumn.SESSION_ID, sessionId);
    traceId = or(event, EventColumn.TRACE_ID, traceId);
    model = or(event, EventColumn.MODEL, model);
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
    executionStep = or(event, EventColumn.EXECUTION_STEP, executionStep);
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

  private static @Nullable String or(Event event, EventColumn column, @Nullable String before) {
    String value = event.text(column);
    return value == null ? before : value;
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

  @Override
  public List<@Nullable Object> values() {
    return Arrays.asList(
        jobId,
        state,
        stateAt,
        attempt,
        machineId,
        workerId,
        serviceType,
        connectorId,
        workflowId,
        sessionId,
        traceId,
        model,
        progress,
        executionStep,
        receivedAt,
        startedAt,
        endedAt,
        queueWaitMs,
        durationMs,
        endType,
        errorType,
        errorMessage,
        exceptionType,
        stackHash,
        lastSeen,
        events,
        errors,
        warnings,
        firstEventId,
        lastEventId);
  }
}
