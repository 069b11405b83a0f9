package io.emp.logging;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of a worker as listeners get it: immutable, and safe to keep. */
public abstract sealed class WorkerEvent permits JobEvent, ServiceEvent {

  private final Instant time = Instant.now();
  private final Map<String, Object> fields;
  private final @Nullable Throwable thrown;

  WorkerEvent(EventRecord record) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(WireField.TIMESTAMP.wireName, time.toString());
    all.put(WireField.LEVEL.wireName, record.level().name().toLowerCase(Locale.ROOT));
    all.put(WireField.MESSAGE.wireName, record.maskedMessage());
    TraceContext trace = record.trace();
    if (trace != null) {
      trace.forEach(all::put);
    }
    record.context().forEach((field, value) -> all.put(field.wireName, value));
    record.forEachOfEvent(all::put);
    this.fields = Collections.unmodifiableMap(all);
    this.thrown = record.thrown();
  }

  /**
   * When the event was made for listeners: for progress that was held back, when it was told.
   *
   * @return as {@code timestamp} in {@link #fields} has it; the logged line's own is a little
   *     earlier
   */
  public final Instant time() {
    return time;
  }

  /**
   * What happened.
   *
   * @return the wire's {@code event_type}, such as {@code job_completed}
   */
  public final String eventType() {
    String type = text(WireField.EVENT_TYPE);
    return type == null ? "" : type;
  }

  /**
   * What it says to people.
   *
   * @return the event's message
   */
  public final String message() {
    String message = text(WireField.MESSAGE);
    return message == null ? "" : message;
  }

  /**
   * Where the worker runs.
   *
   * @return {@code machine_id}
   */
  public final String machineId() {
    String id = text(WireField.MACHINE_ID);
    return id == null ? "" : id;
  }

  /**
   * Which worker.
   *
   * @return {@code worker_id}
   */
  public final String workerId() {
    String id = text(WireField.WORKER_ID);
    return id == null ? "" : id;
  }

  /**
   * The trace it belongs to.
   *
   * @return {@code trace_id}; null outside a job and a span
   */
  public final @Nullable String traceId() {
    return text(WireField.TRACE_ID);
  }

  /**
   * What was thrown.
   *
   * @return the throwable the event was told with, or null
   */
  public final @Nullable Throwable thrown() {
    return thrown;
  }

  /**
   * The whole event: the fields of the wire format but for {@code logger}, {@code thread} and
   * {@code stack_trace}, then the caller's own.
   *
   * @return names and values (texts, numbers, truth values, and lists and maps of such), in the
   *     order of the wire; it cannot be changed
   */
  public final Map<String, Object> fields() {
    return fields;
  }

  final @Nullable String text(WireField field) {
    return fields.get(field.wireName) instanceof String text ? text : null;
  }

  final @Nullable Long number(WireField field) {
    return fields.get(field.wireName) instanceof Long number ? number : null;
  }

  @Override
  public final String toString() {
    return eventType() + fields;
  }
}
