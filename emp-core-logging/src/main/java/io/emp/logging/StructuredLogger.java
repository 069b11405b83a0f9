package io.emp.logging;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.Reporter;

/**
 * What {@link ConnectorLogger} and {@link JobLogger} have in common: events with fields.
 *
 * <p>No method throws, whatever it is given: a lambda that throws leaves an event with the fields
 * it had set and a field {@code log_event_error}; null for a message is an empty one. A lambda runs
 * on the calling thread, and only where the event's level is enabled. All methods may be called by
 * any number of threads.
 */
public abstract sealed class StructuredLogger permits ConnectorLogger, JobLogger {

  private static final int MAX_SERVICE_EVENT_CHARS = 64;

  private final Worker worker;

  StructuredLogger(Worker worker) {
    this.worker = worker;
  }

  final Worker worker() {
    return worker;
  }

  /** Who and on which job, for an event that happens now on this thread. */
  abstract ContextFields context();

  /** The trace of an event that happens now on this thread, where there is one. */
  abstract @Nullable TraceContext trace();

  /**
   * Logs at trace level.
   *
   * @param message any text
   */
  public final void trace(@Nullable String message) {
    emit(Level.TRACE, message, null, null);
  }

  /**
   * Logs at trace level, with fields.
   *
   * @param message any text
   * @param fields fills the event
   */
  public final void trace(@Nullable String message, @Nullable Consumer<LogEvent> fields) {
    emit(Level.TRACE, message, fields, null);
  }

  /**
   * Logs at trace level, with fields.
   *
   * @param message any text
   * @param fields names and values
   */
  public final void trace(@Nullable String message, @Nullable Map<String, ?> fields) {
    emit(Level.TRACE, message, of(fields), null);
  }

  /**
   * Logs at debug level.
   *
   * @param message any text
   */
  public final void debug(@Nullable String message) {
    emit(Level.DEBUG, message, null, null);
  }

  /**
   * Logs at debug level, with fields.
   *
   * @param message any text
   * @param fields fills the event
   */
  public final void debug(@Nullable String message, @Nullable Consumer<LogEvent> fields) {
    emit(Level.DEBUG, message, fields, null);
  }

  /**
   * Logs at debug level, with fields.
   *
   * @param message any text
   * @param fields names and values
   */
  public final void debug(@Nullable String message, @Nullable Map<String, ?> fields) {
    emit(Level.DEBUG, message, of(fields), null);
  }

  /**
   * Logs at info level.
   *
   * @param message any text
   */
  public final void info(@Nullable String message) {
    emit(Level.INFO, message, null, null);
  }

  /**
   * Logs at info level, with fields.
   *
   * @param message any text
   * @param fields fills the event
   */
  public final void info(@Nullable String message, @Nullable Consumer<LogEvent> fields) {
    emit(Level.INFO, message, fields, null);
  }

  /**
   * Logs at info level, with fields.
   *
   * @param message any text
   * @param fields names and values
   */
  public final void info(@Nullable String message, @Nullable Map<String, ?> fields) {
    emit(Level.INFO, message, of(fields), null);
  }

  /**
   * Logs at warn level.
   *
   * @param message any text
   */
  public final void warn(@Nullable String message) {
    emit(Level.WARN, message, null, null);
  }

  /**
   * Logs at warn level, with fields.
   *
   * @param message any text
   * @param fields fills the event
   */
  public final void warn(@Nullable String message, @Nullable Consumer<LogEvent> fields) {
    emit(Level.WARN, message, fields, null);
  }

  /**
   * Logs at warn level, with fields.
   *
   * @param message any text
   * @param fields names and values
   */
  public final void warn(@Nullable String message, @Nullable Map<String, ?> fields) {
    emit(Level.WARN, message, of(fields), null);
  }

  /**
   * Logs at error level.
   *
   * @param message any text
   */
  public final void error(@Nullable String message) {
    emit(Level.ERROR, message, null, null);
  }

  /**
   * Logs at error level, with fields.
   *
   * @param message any text
   * @param fields fills the event
   */
  public final void error(@Nullable String message, @Nullable Consumer<LogEvent> fields) {
    emit(Level.ERROR, message, fields, null);
  }

  /**
   * Logs at error level, with fields.
   *
   * @param message any text
   * @param fields names and values
   */
  public final void error(@Nullable String message, @Nullable Map<String, ?> fields) {
    emit(Level.ERROR, message, of(fields), null);
  }

  /**
   * Logs at error level, with what was thrown: its class, message, bounded stack trace and the
   * class of the error.
   *
   * @param message any text
   * @param thrown what was thrown
   */
  public final void error(@Nullable String message, @Nullable Throwable thrown) {
    emit(Level.ERROR, message, null, thrown);
  }

  /**
   * Logs at error level, with what was thrown and fields.
   *
   * @param message any text
   * @param thrown what was thrown
   * @param fields fills the event
   */
  public final void error(
      @Nullable String message, @Nullable Throwable thrown, @Nullable Consumer<LogEvent> fields) {
    emit(Level.ERROR, message, fields, thrown);
  }

  /**
   * Logs at error level, with what was thrown and fields.
   *
   * @param message any text
   * @param thrown what was thrown
   * @param fields names and values
   */
  public final void error(
      @Nullable String message, @Nullable Throwable thrown, @Nullable Map<String, ?> fields) {
    emit(Level.ERROR, message, of(fields), thrown);
  }

  /**
   * Tells the outcome of a health check: {@code event_type} {@code health_check}, with the status
   * in {@code health_status}; at info level for {@code healthy}, else at warn.
   *
   * @param status {@code healthy}, {@code unhealthy} or the like
   */
  public final void healthCheck(@Nullable String status) {
    healthCheck(status, (Consumer<LogEvent>) null);
  }

  /**
   * Tells the outcome of a health check, with fields.
   *
   * @param status {@code healthy}, {@code unhealthy} or the like
   * @param fields fills the event
   */
  public final void healthCheck(@Nullable String status, @Nullable Consumer<LogEvent> fields) {
    String told = status == null ? "unknown" : status;
    Level level = told.equalsIgnoreCase("healthy") ? Level.INFO : Level.WARN;
    tellService(
        level,
        "Health check: " + told,
        fields,
        event -> event.set(WireField.EVENT_TYPE, "health_check").field("health_status", told));
  }

  /**
   * Tells the outcome of a health check, with fields.
   *
   * @param status {@code healthy}, {@code unhealthy} or the like
   * @param fields names and values
   */
  public final void healthCheck(@Nullable String status, @Nullable Map<String, ?> fields) {
    healthCheck(status, of(fields));
  }

  /**
   * Tells something that happened to the service a connector serves: {@code event_type} {@code
   * service_<type>}.
   *
   * @param type for example {@code startup}, {@code shutdown}, {@code connection}; made into
   *     lower-case letters, digits and underscores, at most 64
   * @param message any text
   */
  public final void serviceEvent(@Nullable String type, @Nullable String message) {
    serviceEvent(type, message, null);
  }

  /**
   * Tells something that happened to the service a connector serves, with fields.
   *
   * @param type as above
   * @param fields fills the event, its message too
   */
  public final void serviceEvent(@Nullable String type, @Nullable Consumer<LogEvent> fields) {
    serviceEvent(type, "Service " + (type == null ? "event" : type), fields);
  }

  /**
   * Tells something that happened to the service a connector serves, with a message and fields.
   *
   * @param type as above
   * @param message any text
   * @param fields fills the event
   */
  public final void serviceEvent(
      @Nullable String type, @Nullable String message, @Nullable Consumer<LogEvent> fields) {
    String eventType = "service_" + snakeCase(type);
    tellService(Level.INFO, message, fields, event -> event.set(WireField.EVENT_TYPE, eventType));
  }

  /** Tells that the machine is up and its workers are about to take jobs. */
  public final void machineStarted() {
    machineStarted(null);
  }

  /**
   * Tells that the machine is up, with fields.
   *
   * @param fields fills the event
   */
  public final void machineStarted(@Nullable Consumer<LogEvent> fields) {
    tellService(EventKind.MACHINE_STARTED, fields);
  }

  /**
   * Tells that a resource (a GPU, memory, a model's place in it) was allocated.
   *
   * @param fields fills the event: which one, how much
   */
  public final void resourceAllocated(@Nullable Consumer<LogEvent> fields) {
    tellService(EventKind.RESOURCE_ALLOCATED, fields);
  }

  /**
   * Tells that the health of the service a connector serves has changed.
   *
   * @param fields fills the event: from what, to what
   */
  public final void serviceHealthChanged(@Nullable Consumer<LogEvent> fields) {
    tellService(EventKind.SERVICE_HEALTH_CHANGED, fields);
  }

  private static @Nullable Consumer<LogEvent> of(@Nullable Map<String, ?> fields) {
    return fields == null ? null : event -> event.fields(fields);
  }

  private static String snakeCase(@Nullable String type) {
    if (type == null || type.isBlank()) {
      return "event";
    }
    String cut = type.substring(0, Math.min(type.length(), MAX_SERVICE_EVENT_CHARS));
    return cut.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  private void tellService(EventKind kind, @Nullable Consumer<LogEvent> fields) {
    tellService(
        kind.level, kind.message, fields, event -> event.set(WireField.EVENT_TYPE, kind.wireName));
  }

  private void tellService(
      Level level,
      @Nullable String message,
      @Nullable Consumer<LogEvent> fields,
      Consumer<LogEvent> completion) {
    tell(
        level,
        message,
        fields,
        completion,
        null,
        record -> {
          if (!worker.bus().isEmpty()) {
            worker.bus().publish(new ServiceEvent(record));
          }
        });
  }

  private void emit(
      Level level,
      @Nullable String message,
      @Nullable Consumer<LogEvent> fields,
      @Nullable Throwable thrown) {
    try {
      if (worker.sink().isEnabled(level)) {
        worker.sink().emit(record(level, message, fields, event -> {}, thrown));
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  /**
   * Tells an event: to the logging system where that wants it, then to those who follow the worker.
   *
   * @param fields the caller's lambda
   * @param completion sets what the SDK knows, after the caller
   * @param followers gets the event when it was logged
   */
  final void tell(
      Level level,
      @Nullable String message,
      @Nullable Consumer<LogEvent> fields,
      Consumer<LogEvent> completion,
      @Nullable Throwable thrown,
      Consumer<EventRecord> followers) {
    try {
      boolean logged = worker.sink().isEnabled(level);
      if (logged || worker.isFollowed()) {
        EventRecord record = record(level, message, fields, completion, thrown);
        if (logged) {
          guarded(() -> worker.sink().emit(record));
        }
        followers.accept(record);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  /** An event with all that is known of it on this thread. */
  final EventRecord record(
      Level level,
      @Nullable String message,
      @Nullable Consumer<LogEvent> fields,
      Consumer<LogEvent> completion,
      @Nullable Throwable thrown) {
    LogEvent event = filled(fields);
    completion.accept(event);
    if (event.text(WireField.ERROR_TYPE) == null) {
      event.set(WireField.ERROR_TYPE, errorType(event, thrown));
    }
    String given = event.message() == null ? message : event.message();
    return new EventRecord(
        level, given == null ? "" : given, event.seal(), context(), trace(), thrown);
  }

  /** Found once, for the log, the spans, the metrics and the listeners. */
  private @Nullable String errorType(LogEvent event, @Nullable Throwable thrown) {
    if (thrown != null) {
      return ErrorType.of(new ThrowableFailure(thrown), worker.classifiers());
    }
    return EventKind.JOB_FAILED.wireName.equals(event.text(WireField.EVENT_TYPE))
        ? HttpStatus.errorType(HttpStatus.ofField(event.callers("status_code")))
        : null;
  }

  private static LogEvent filled(@Nullable Consumer<LogEvent> fields) {
    LogEvent event = new LogEvent();
    if (fields != null) {
      try {
        fields.accept(event);
      } catch (Throwable t) {
        event.field("log_event_error", t.getClass().getName());
      }
    }
    return event;
  }

  /** Runs what may call code of others. The worker goes on, and SLF4J's own channel tells. */
  static void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable t) {
      failed(t);
    }
  }

  private static void failed(Throwable t) {
    Reporter.error("A log event could not be handed to the logging system", t);
  }
}
