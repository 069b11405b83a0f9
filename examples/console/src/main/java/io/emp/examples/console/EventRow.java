package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as the pages show it.
 *
 * @param fields the fields without a column, as JSON
 */
record EventRow(
    long id,
    Instant timestamp,
    String level,
    String message,
    @Nullable String logger,
    @Nullable String thread,
    @Nullable String traceId,
    @Nullable String spanId,
    @Nullable String jobId,
    @Nullable Long attempt,
    @Nullable String machineId,
    @Nullable String workerId,
    @Nullable String eventType,
    @Nullable Double progress,
    @Nullable String executionStep,
    @Nullable Long durationMs,
    @Nullable Long queueWaitMs,
    @Nullable String illegalTransition,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String exceptionType,
    @Nullable String stackTrace,
    @Nullable String fields) {

  /** The columns that a query for these has to select. */
  static final String COLUMNS =
      "event_id, timestamp, level, message, logger, thread, trace_id, span_id, job_id, attempt,"
          + " machine_id, worker_id, event_type, progress, execution_step, duration_ms,"
          + " queue_wait_ms, illegal_transition, error_type, error_message, exception_type,"
          + " stack_trace, fields";

  static EventRow read(Row row) throws SQLException {
    return new EventRow(
        row.count("event_id"),
        row.requiredTime("timestamp"),
        row.required("level"),
        row.required("message"),
        row.text("logger"),
        row.text("thread"),
        row.text("trace_id"),
        row.text("span_id"),
        row.text("job_id"),
        row.integer("attempt"),
        row.text("machine_id"),
        row.text("worker_id"),
        row.text("event_type"),
        row.number("progress"),
        row.text("execution_step"),
        row.integer("duration_ms"),
        row.integer("queue_wait_ms"),
        row.text("illegal_transition"),
        row.text("error_type"),
        row.text("error_message"),
        row.text("exception_type"),
        row.text("stack_trace"),
        row.text("fields"));
  }

  /** Where it comes from; empty where it does not say. */
  String worker() {
    return (machineId == null ? "" : machineId + "/") + (workerId == null ? "" : workerId);
  }

  boolean isTrouble() {
    return level.equals("error") || level.equals("warn");
  }
}
