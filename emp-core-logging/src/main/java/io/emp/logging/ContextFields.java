package io.emp.logging;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who works, and on which job: the fields that do not change while a job runs. Immutable; its bytes
 * in each format are kept once they have been written, so that an event only copies them.
 */
final class ContextFields {

  /** All fields that a context can have, with the trace before them, in output order. */
  static final List<WireField> ALL =
      Arrays.stream(WireField.values()).filter(WireField::isContext).toList();

  /** Those of the trace, which stand before the others. */
  static final List<WireField> TRACE = ALL.stream().filter(WireField::isTrace).toList();

  static final List<WireField> BEHIND_TRACE = ALL.stream().filter(f -> !f.isTrace()).toList();

  private static final ContextFields OF_ENVIRONMENT =
      of(WorkerIdentity.ofEnvironment(System.getenv()), null);

  private final Map<WireField, Object> fields;

  /** One entry a format that was used, replaced as a whole: there are two formats at the most. */
  private volatile Encoded[] encoded = {};

  private record Encoded(Class<?> format, byte[] bytes) {}

  private ContextFields(Map<WireField, Object> fields) {
    this.fields = fields;
  }

  static ContextFields of(WorkerIdentity worker, @Nullable JobContext job) {
    Map<WireField, Object> fields = new EnumMap<>(WireField.class);
    if (job != null) {
      fields.put(WireField.JOB_ID, job.jobId());
      put(fields, WireField.SESSION_ID, job.sessionId());
      put(fields, WireField.WORKFLOW_ID, job.workflowId());
      put(fields, WireField.ATTEMPT, job.attempt());
    }
    put(fields, WireField.MACHINE_ID, worker.machineId());
    put(fields, WireField.WORKER_ID, worker.workerId());
    put(fields, WireField.SERVICE_TYPE, worker.serviceType());
    put(fields, WireField.CONNECTOR_ID, worker.connectorId());
    put(fields, WireField.SERVICE_INSTANCE_ID, worker.serviceInstanceId());
    put(fields, WireField.COMPONENT, worker.component());
    return new ContextFields(fields);
  }

  /** What the process's environment says of the worker; empty where it says nothing. */
  static ContextFields ofEnvironment() {
    return OF_ENVIRONMENT;
  }

  private static void put(Map<WireField, Object> fields, WireField field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value);
    }
  }

  /** An attempt as the MDC has it, a text, back to the number it was; null where it is none. */
  static @Nullable Object attempt(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Nullable Object get(WireField field) {
    return fields.get(field);
  }

  int size() {
    return fields.size();
  }

  void forEach(BiConsumer<WireField, Object> consumer) {
    fields.forEach(consumer);
  }

  byte @Nullable [] encoded(Class<?> format) {
    for (Encoded entry : encoded) {
      if (entry.format == format) {
        return entry.bytes;
      }
    }
    return null;
  }

  void keepEncoded(Class<?> format, byte[] bytes) {
    Encoded[] before = encoded;
    // Two threads may do this at once; one of the two entries is then lost and made again.
    Encoded[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = new Encoded(format, bytes);
    encoded = after;
  }
}
