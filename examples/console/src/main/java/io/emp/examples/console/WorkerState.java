package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a worker: what it is, how it says it is, what became of its jobs. */
final class WorkerState implements State {

  static final List<Field> FIELDS =
      List.of(
          Field.text("service_instance_id"),
          Field.text("machine_id"),
          Field.text("worker_id"),
          Field.text("service_type"),
          Field.text("connector_id"),
          Field.text("health"),
          Field.text("health_message"),
          Field.time("health_at"),
          Field.time("first_heard"),
          Field.time("last_heard"),
          Field.integer("events"),
          Field.integer("errors"),
          Field.integer("jobs_completed"),
          Field.integer("jobs_failed"),
          Field.text("last_error"),
          Field.text("last_error_job_id"),
          Field.integer("last_event_id"));

  private static final int MAX_CHARS = 500;

  private final String key;
  private final boolean stored;
  private @Nullable String machineId;
  private @Nullable String workerId;
  private @Nullable String serviceType;
  private @Nullable String connectorId;
  private @Nullable String health;
  private @Nullable String healthMessage;
  private @Nullable Instant healthAt;
  private @Nullable Instant firstHeard;
  private @Nullable Instant lastHeard;
  private long events;
  private long errors;
  private long jobsCompleted;
  private long jobsFailed;
  private @Nullable String lastError;
  private @Nullable String lastErrorJobId;
  private long lastEventId;

  private WorkerState(String key, boolean stored) {
    this.key = key;
    this.stored = stored;
  }

  static WorkerState of(String key) {
    return new WorkerState(key, false);
  }

  static WorkerState read(ResultSet results) throws SQLException {
    Row row = new Row(results);
    WorkerState worker = new WorkerState(row.required("service_instance_id"), true);
    worker.machineId = row.text("machine_id");
    worker.workerId = row.text("worker_id");
    worker.serviceType = row.text("service_type");
    worker.connectorId = row.text("connector_id");
    worker.health = row.text("health");
    worker.healthMessage = row.text("health_message");
    worker.healthAt = row.time("health_at");
    worker.firstHeard = row.time("first_heard");
    worker.lastHeard = row.time("last_heard");
    worker.events = row.count("events");
    worker.errors = row.count("errors");
    worker.jobsCompleted = row.count("jobs_completed");
    worker.jobsFailed = row.count("jobs_failed");
    worker.lastError = row.text("last_error");
    worker.lastErrorJobId = row.text("last_error_job_id");
    worker.lastEventId = row.count("last_event_id");
    return worker;
  }

  /** The key of the worker an event is of; null where it names none. */
  static @Nullable String keyOf(Event event) {
    String instance = event.text(EventColumn.SERVICE_INSTANCE_ID);
    if (instance != null) {
      return instance;
    }
    String machine = event.text(EventColumn.MACHINE_ID);
    String worker = event.text(EventColumn.WORKER_ID);
    return machine == null || worker == null ? null : "machine-" + machine + "." + worker;
  }

  void apply(Event event) {
    machineId = or(event, EventColumn.MACHINE_ID, machineId);
    workerId = or(event, EventColumn.WORKER_ID, workerId);
    serviceType = or(event, EventColumn.SERVICE_TYPE, serviceType);
    connectorId = or(event, EventColumn.CONNECTOR_ID, connectorId);
    events++;
    lastEventId = event.id();
    Instant heard = event.heardAt();
    firstHeard = firstHeard == null || heard.isBefore(firstHeard) ? heard : firstHeard;
    if (lastHeard == null || heard.isAfter(lastHeard)) {
      lastHeard = heard;
    }
    if ("error".equals(event.text(EventColumn.LEVEL))) {
      errors++;
      String reason = event.text(EventColumn.ERROR_MESSAGE);
      lastError = Texts.shortened(reason == null ? message(event) : reason, MAX_CHARS);
      lastErrorJobId = event.text(EventColumn.JOB_ID);
    }
    applyType(event);
  }

  private void applyType(Event event) {
    String type = event.text(EventColumn.EVENT_TYPE);
    if (type == null) {
      return;
    }
    switch (type) {
      case "health_check" -> {
        String status = event.other("health_status");
        if (status != null) {
          setHealth(Texts.shortened(status, 100), event);
        }
      }
      case "machine_started" -> setHealth("started", event);
      case "job_completed" -> jobsCompleted += isLegal(event) ? 1 : 0;
      case "job_failed", "job_timed_out" -> jobsFailed += isLegal(event) ? 1 : 0;
      default -> {
        // Says nothing of the worker as a whole.
      }
    }
  }

  private void setHealth(String status, Event event) {
    health = status;
    healthMessage = Texts.shortened(message(event), MAX_CHARS);
    healthAt = event.heardAt();
  }

  private static boolean isLegal(Event event) {
    return event.text(EventColumn.ILLEGAL_TRANSITION) == null;
  }

  private static String message(Event event) {
    String message = event.text(EventColumn.MESSAGE);
    return message == null ? "" : message;
  }

  private static @Nullable String or(Event event, EventColumn column, @Nullable String before) {
    String value = event.text(column);
    return value == null ? before : value;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public boolean isStored() {
    return stored;
  }

  @Override
  public List<@Nullable Object> values() {
    return Arrays.asList(
        key,
        machineId,
        workerId,
        serviceType,
        connectorId,
        health,
        healthMessage,
        healthAt,
        firstHeard,
        lastHeard,
        events,
        errors,
        jobsCompleted,
        jobsFailed,
        lastError,
        lastErrorJobId,
        lastEventId);
  }
}
