package io.emp.examples.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a worker: what it is, how it says it is, what became of its jobs. */
final class WorkerState implements State {

  static final List<Field<WorkerState>> FIELDS =
      List.of(
          Field.key("service_instance_id", worker -> worker.key),
          Field.text(
              "machine_id",
              worker -> worker.machineId,
              (worker, value) -> worker.machineId = value),
          Field.text(
              "worker_id", worker -> worker.workerId, (worker, value) -> worker.workerId = value),
          Field.text(
              "service_type",
              worker -> worker.serviceType,
              (worker, value) -> worker.serviceType = value),
          Field.text(
              "connector_id",
              worker -> worker.connectorId,
              (worker, value) -> worker.connectorId = value),
          Field.text("health", worker -> worker.health, (worker, value) -> worker.health = value),
          Field.text(
              "health_message",
              worker -> worker.healthMessage,
              (worker, value) -> worker.healthMessage = value),
          Field.time(
              "health_at", worker -> worker.healthAt, (worker, value) -> worker.healthAt = value),
          Field.time(
              "first_heard",
              worker -> worker.firstHeard,
              (worker, value) -> worker.firstHeard = value),
          Field.time(
              "last_heard",
              worker -> worker.lastHeard,
              (worker, value) -> worker.lastHeard = value),
          Field.count("events", worker -> worker.events, (worker, value) -> worker.events = value),
          Field.count("errors", worker -> worker.errors, (worker, value) -> worker.errors = value),
          Field.count(
              "jobs_completed",
              worker -> worker.jobsCompleted,
              (worker, value) -> worker.jobsCompleted = value),
          Field.count(
              "jobs_failed",
              worker -> worker.jobsFailed,
              (worker, value) -> worker.jobsFailed = value),
          Field.text(
              "last_error",
              worker -> worker.lastError,
              (worker, value) -> worker.lastError = value),
          Field.text(
              "last_error_job_id",
              worker -> worker.lastErrorJobId,
              (worker, value) -> worker.lastErrorJobId = value),
          Field.count(
              "last_event_id",
              worker -> worker.lastEventId,
              (worker, value) -> worker.lastEventId = value));

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

  /** One that the table has, to be loaded. */
  static WorkerState stored(String key) {
    return new WorkerState(key, true);
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
    machineId = event.textOr(EventColumn.MACHINE_ID, machineId);
    workerId = event.textOr(EventColumn.WORKER_ID, workerId);
    serviceType = event.textOr(EventColumn.SERVICE_TYPE, serviceType);
    connectorId = event.textOr(EventColumn.CONNECTOR_ID, connectorId);
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

  @Override
  public String key() {
    return key;
  }

  @Override
  public boolean isStored() {
    return stored;
  }
}
