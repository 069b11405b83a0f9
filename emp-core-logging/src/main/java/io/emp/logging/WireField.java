package io.emp.logging;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every field the SDK itself writes, in the order in which it stands in a record. The names are
 * reserved: no caller can write them, see {@link #callerKey}.
 */
enum WireField {
  TIMESTAMP,
  LEVEL,
  MESSAGE,
  LOGGER,
  THREAD,

  TRACE_ID,
  SPAN_ID,
  TRACE_FLAGS,
  JOB_ID,
  SESSION_ID,
  WORKFLOW_ID,
  ATTEMPT,
  MACHINE_ID,
  WORKER_ID,
  SERVICE_TYPE,
  CONNECTOR_ID,
  SERVICE_INSTANCE_ID,
  COMPONENT,

  EVENT_TYPE,
  JOB_STATUS,
  DURATION_MS,
  QUEUE_WAIT_MS,
  INPUT_SIZE,
  OUTPUT_SIZE,
  OUTPUT_COUNT,
  PROGRESS,
  MODEL,
  QUEUE_POSITION,
  PRIORITY,
  EXECUTION_STEP,
  CURRENT_OPERATION,
  ESTIMATED_REMAINING_MS,
  ILLEGAL_TRANSITION,

  ERROR_TYPE,
  ERROR_MESSAGE,
  EXCEPTION_TYPE,
  STACK_TRACE,
  STACK_HASH,
  STACK_TRACES_LEFT_OUT,

  RUN_ID,
  SEQ,
  MARKERS,
  DROPPED_FIELDS;

  /** A caller's field with a reserved name is kept under this prefix. */
  static final String CALLER_PREFIX = "field_";

  private static final Map<String, WireField> BY_NAME = new HashMap<>();

  static {
    for (WireField field : values()) {
      BY_NAME.put(field.wireName, field);
    }
  }

  final String wireName = name().toLowerCase(Locale.ROOT);

  static @Nullable WireField named(String name) {
    return BY_NAME.get(name);
  }

  /** True for what a scope puts into the MDC: who works, on which job, in which trace. */
  boolean isContext() {
    return compareTo(TRACE_ID) >= 0 && compareTo(COMPONENT) <= 0;
  }

  /** True for texts that a caller wrote, which may show a secret; not for names and ids. */
  boolean isProse() {
    return switch (this) {
      case MESSAGE, ERROR_MESSAGE, MODEL, EXECUTION_STEP, CURRENT_OPERATION -> true;
      default -> false;
    };
  }

  /** True for the ids of the trace, which stand before the rest of the context. */
  boolean isTrace() {
    return this == TRACE_ID || this == SPAN_ID || this == TRACE_FLAGS;
  }

  /**
   * The key a caller's field is written under: its own, or the prefixed one where the name is the
   * SDK's.
   */
  static String callerKey(String key) {
    return BY_NAME.containsKey(key) ? CALLER_PREFIX + key : key;
  }
}
