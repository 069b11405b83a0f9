package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as the pages show it.
 *
 * @param state as {@link JobState} has it
 * @param lastSeen when a sign of life of it was heard last
 */
record JobRow(
    String jobId,
    String state,
    Instant stateAt,
    @Nullable Long attempt,
    @Nullable String machineId,
    @Nullable String workerId,
    @Nullable String serviceType,
    @Nullable String workflowId,
    @Nullable String sessionId,
    @Nullable String traceId,
    @Nullable String model,
    @Nullable Double progress,
    @Nullable String executionStep,
    @Nullable Instant receivedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Long queueWaitMs,
    @Nullable Long durationMs,
    @Nullable String endType,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String exceptionType,
    @Nullable String stackHash,
    Instant lastSeen,
    long events,
    long errors,
    long warnings,
    long firstEventId,
    long lastEventId) {

  static JobRow read(Row row) throws SQLException {
    return new JobRow(
        row.required("job_id"),
        row.required("state"),
        row.requiredTime("state_at"),
        row.integer("attempt"),
        row.text("machine_id"),
        row.text("worker_id"),
        row.text("service_type"),
        row.text("workflow_id"),
        row.text("session_id"),
        row.text("trace_id"),
        row.text("model"),
        row.number("progress"),
        row.text("execution_step"),
        row.time("received_at"),
        row.time("started_at"),
        row.time("ended_at"),
        row.integer("queue_wait_ms"),
        row.integer("duration_ms"),
        row.text("end_type"),
        row.text("error_type"),
        row.text("error_message"),
        row.text("exception_type"),
        row.text("stack_hash"),
        row.requiredTime("last_seen"),
        row.count("events"),
        row.count("errors"),
        row.count("warnings"),
        row.count("first_event_id"),
        row.count("last_event_id"));
  }

  boolean isOpen() {
    return state.equals(JobState.WAITING) || state.equals(JobState.RUNNING);
  }

  /** True where the job is open and nothing was heard of it for so long. */
  boolean isStuck(Instant now, Duration stuckAfter) {
    return isOpen() && lastSeen.plus(stuckAfter).isBefore(now);
  }

  /**
   * The state as a person reads it: {@code stuck} and {@code timed out} are states of their own.
   */
  String shownState(Instant now, Duration stuckAfter) {
    if (isStuck(now, stuckAfter)) {
      return "stuck";
    }
    return "job_timed_out".equals(endType) ? "timed out" : state;
  }

  /** Where it is worked on; empty where nobody has said. */
  String worker() {
    return (machineId == null ? "" : machineId + "/") + (workerId == null ? "" : workerId);
  }
}
