package io.emp.examples.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the table {@code events}, in their order: what the console knows of an event, then
 * a column for each field of the wire format, then the other fields together as JSON.
 */
enum EventColumn {
  /** Counts what was stored, from 1 without gaps; the order of arrival. */
  EVENT_ID(Type.INTEGER, false),
  /** By the console's clock, UTC. */
  RECEIVED_AT(Type.TIME, false),
  TAG(Type.TEXT, false),
  /** By the worker's clock, UTC. */
  TIMESTAMP(Type.TIME),
  LEVEL(Type.TEXT),
  MESSAGE(Type.TEXT),
  LOGGER(Type.TEXT),
  THREAD(Type.TEXT),
  TRACE_ID(Type.TEXT),
  SPAN_ID(Type.TEXT),
  TRACE_FLAGS(Type.TEXT),
  JOB_ID(Type.TEXT),
  SESSION_ID(Type.TEXT),
  WORKFLOW_ID(Type.TEXT),
  ATTEMPT(Type.INTEGER),
  MACHINE_ID(Type.TEXT),
  WORKER_ID(Type.TEXT),
  SERVICE_TYPE(Type.TEXT),
  CONNECTOR_ID(Type.TEXT),
  SERVICE_INSTANCE_ID(Type.TEXT),
  COMPONENT(Type.TEXT),
  EVENT_TYPE(Type.TEXT),
  JOB_STATUS(Type.TEXT),
  DURATION_MS(Type.INTEGER),
  QUEUE_WAIT_MS(Type.INTEGER),
  INPUT_SIZE(Type.INTEGER),
  OUTPUT_SIZE(Type.INTEGER),
  OUTPUT_COUNT(Type.INTEGER),
  PROGRESS(Type.NUMBER),
  MODEL(Type.TEXT),
  QUEUE_POSITION(Type.INTEGER),
  PRIORITY(Type.INTEGER),
  EXECUTION_STEP(Type.TEXT),
  CURRENT_OPERATION(Type.TEXT),
  ESTIMATED_REMAINING_MS(Type.INTEGER),
  ILLEGAL_TRANSITION(Type.TEXT),
  ERROR_TYPE(Type.TEXT),
  ERROR_MESSAGE(Type.TEXT),
  EXCEPTION_TYPE(Type.TEXT),
  STACK_TRACE(Type.TEXT),
  STACK_HASH(Type.TEXT),
  STACK_TRACES_LEFT_OUT(Type.INTEGER),
  RUN_ID(Type.TEXT),
  SEQ(Type.INTEGER),
  MARKERS(Type.JSON),
  DROPPED_FIELDS(Type.INTEGER),
  /** What has no column, as a JSON object. */
  FIELDS(Type.JSON, false);

  private static final Map<String, EventColumn> OF_WIRE =
      Arrays.stream(values())
          .filter(column -> column.onWire)
          .collect(Collectors.toUnmodifiableMap(EventColumn::column, Function.identity()));

  final Type type;

  /** True where it is a field of the wire format. */
  final boolean onWire;

  /** What a column holds. */
  enum Type {
    TEXT("VARCHAR"),
    INTEGER("BIGINT"),
    NUMBER("DOUBLE"),
    TIME("TIMESTAMP"),
    JSON("JSON");

    final String sql;

    Type(String sql) {
      this.sql = sql;
    }
  }

  EventColumn(Type type) {
    this(type, true);
  }

  EventColumn(Type type, boolean onWire) {
    this.type = type;
    this.onWire = onWire;
  }

  /** Its name in SQL, and that of its field. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column of a field, or null where it has none. */
  static @Nullable EventColumn ofField(String field) {
    return OF_WIRE.get(field);
  }
}
