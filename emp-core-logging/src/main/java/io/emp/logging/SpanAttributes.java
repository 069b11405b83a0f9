package io.emp.logging;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of spans: the fields of the wire under {@code emp.}, and those of OpenTelemetry's
 * conventions.
 */
final class SpanAttributes {

  static final String PREFIX = "emp.";

  /** The most characters of a text, but for a stack trace. */
  static final int MAX_CHARS = 1024;

  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<String> CONVENTIONAL_ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
  static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
  static final AttributeKey<String> EXCEPTION_STACK =
      AttributeKey.stringKey("exception.stacktrace");

  /** What of an event describes its job. */
  static final Map<WireField, AttributeKey<?>> OF_EVENT = new EnumMap<>(WireField.class);

  static {
    for (WireField field : WireField.values()) {
      if (field.compareTo(WireField.JOB_STATUS) >= 0
          && field.compareTo(WireField.ERROR_MESSAGE) <= 0
          // A span takes no notice of what cannot be.
          && field != WireField.ILLEGAL_TRANSITION) {
        OF_EVENT.put(
            field,
            switch (field) {
              case JOB_STATUS,
                  MODEL,
                  EXECUTION_STEP,
                  CURRENT_OPERATION,
                  ERROR_TYPE,
                  ERROR_MESSAGE ->
                  text(field);
              case PROGRESS -> AttributeKey.doubleKey(name(field));
              default -> AttributeKey.longKey(name(field));
            });
      }
    }
  }

  static final AttributeKey<String> JOB_ID = text(WireField.JOB_ID);
  static final AttributeKey<String> SESSION_ID = text(WireField.SESSION_ID);
  static final AttributeKey<String> WORKFLOW_ID = text(WireField.WORKFLOW_ID);
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey(name(WireField.ATTEMPT));
  static final AttributeKey<String> MACHINE_ID = text(WireField.MACHINE_ID);
  static final AttributeKey<String> WORKER_ID = text(WireField.WORKER_ID);
  static final AttributeKey<String> SERVICE_TYPE = text(WireField.SERVICE_TYPE);
  static final AttributeKey<String> CONNECTOR_ID = text(WireField.CONNECTOR_ID);
  static final AttributeKey<String> JOB_STATUS = text(WireField.JOB_STATUS);
  static final AttributeKey<String> EXECUTION_STEP = text(WireField.EXECUTION_STEP);
  static final AttributeKey<String> ERROR_TYPE = text(WireField.ERROR_TYPE);
  static final AttributeKey<String> ERROR_MESSAGE = text(WireField.ERROR_MESSAGE);

  private SpanAttributes() {}

  private static String name(WireField field) {
    return PREFIX + field.wireName;
  }

  private static AttributeKey<String> text(WireField field) {
    return AttributeKey.stringKey(name(field));
  }

  /** What the span of each job of a worker has. */
  static Attributes ofWorker(WorkerIdentity worker) {
    AttributesBuilder attributes =
        Attributes.builder().put(OPERATION_TYPE, "process").put(OPERATION_NAME, "process");
    put(attributes, MACHINE_ID, worker.machineId());
    put(attributes, WORKER_ID, worker.workerId());
    put(attributes, SERVICE_TYPE, worker.serviceType());
    put(attributes, CONNECTOR_ID, worker.connectorId());
    return attributes.build();
  }

  /** What the span of a job has, and those of its steps. */
  static Attributes ofJob(JobContext job) {
    AttributesBuilder attributes = Attributes.builder();
    put(attributes, JOB_ID, job.jobId());
    put(attributes, SESSION_ID, job.sessionId());
    put(attributes, WORKFLOW_ID, job.workflowId());
    Long attempt = job.attempt();
    if (attempt != null) {
      attributes.put(ATTEMPT, attempt);
    }
    return attributes.build();
  }

  /** The SDK's fields of an event. */
  static void putEvent(AttributesBuilder attributes, LogEvent event) {
    OF_EVENT.forEach((field, key) -> put(attributes, key.getKey(), event.known(field)));
  }

  /** What was thrown, for the event that the conventions name {@code exception}. */
  static Attributes ofThrown(ThrowableFailure failure) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(EXCEPTION_TYPE, failure.className())
            .put(EXCEPTION_STACK, StackTraces.render(failure));
    put(attributes, EXCEPTION_MESSAGE, failure.message());
    return attributes.build();
  }

  static void put(AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, bounded(value));
    }
  }

  /**
   * A value of any type: numbers and truth values keep it, anything else is its text. Null, a
   * number that is not finite, and what cannot be read are left out.
   */
  static void put(AttributesBuilder attributes, @Nullable String name, @Nullable Object value) {
    if (name == null || name.isBlank() || value == null) {
      return;
    }
    String key = CutMark.shortKey(name);
    if (SecretMask.ofProcess().isSecret(name, value)) {
      attributes.put(key, SecretMask.MASK);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      attributes.put(key, ((Number) value).longValue());
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      if (Double.isFinite(number)) {
        attributes.put(key, number);
      }
    } else if (value instanceof Boolean truth) {
      attributes.put(key, truth);
    } else {
      String text = textOf(value);
      if (text != null) {
        attributes.put(key, bounded(text));
      }
    }
  }

  private static @Nullable String textOf(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    try {
      return value.toString();
    } catch (Throwable t) {
      return String.format(
          Locale.ROOT,
          "[unreadable: %s.toString() threw %s]",
          value.getClass().getName(),
          t.getClass().getName());
    }
  }

  static String bounded(String text) {
    return bounded(text, MAX_CHARS);
  }

  /** The beginning of a text, its secrets masked, and a mark where it was cut. */
  static String bounded(String text, int maxChars) {
    String masked = SecretMask.ofProcess().maskHead(text);
    if (masked.length() <= maxChars) {
      return masked;
    }
    String mark = CutMark.of(text.length());
    int end = maxChars - mark.length();
    if (Character.isHighSurrogate(masked.charAt(end - 1))) {
      end--;
    }
    return masked.substring(0, end) + mark;
  }
}
