package io.emp.logging;

import java.util.Arrays;
import java.util.List;
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

  private static final int FIRST = WireField.TRACE_ID.ordinal();

  private static final ContextFields OF_ENVIRONMENT =
      of(WorkerIdentity.ofEnvironment(System.getenv()), null);

  /** By their place in {@link #ALL}; those of the trace are none of a context's own. */
  private final @Nullable Object[] values = new Object[ALL.size()];

  private int size;

  /** One entry a format that was used, replaced as a whole: there are two formats at the most. */
  private volatile Encoded[] encoded = {};

  private record Encoded(Class<?> format, byte[] bytes) {}

  private ContextFields(WorkerIdentity worker, @Nullable JobContext job) {
    if (job != null) {
      put(WireField.JOB_ID, job.jobId());
      put(WireField.SESSION_ID, job.sessionId());
      put(WireField.WORKFLOW_ID, job.workflowId());
      put(WireField.ATTEMPT, job.attempt());
    }
    put(WireField.MACHINE_ID, worker.machineId());
    put(WireField.WORKER_ID, worker.workerId());
    put(WireField.SERVICE_TYPE, worker.serviceType());
    put(WireField.CONNECTOR_ID, worker.connectorId());
    put(WireField.SERVICE_INSTANCE_ID, worker.serviceInstanceId());
    put(WireField.COMPONENT, worker.component());
  }

  static ContextFields of(WorkerIdentity worker, @Nullable JobContext job) {
    return new ContextFields(worker, job);
  }

  /** What the process's environment says of the worker; empty where it says nothing. */
  static ContextFields ofEnvironment() {
    return OF_ENVIRONMENT;
  }

  private void put(WireField field, @Nullable Object value) {
    if (value != null) {
      values[field.ordinal() - FIRST] = value;
      size++;
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
    return values[field.ordinal() - FIRST];
  }

  int size() {
    return size;
  }

  void forEach(BiConsumer<WireField, Object> consumer) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        consumer.accept(ALL.get(i), value);
      }
    }
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
