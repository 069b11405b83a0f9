package io.emp.logging;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One event of a {@link StructuredLogger}, complete, before it takes its way through the logging
 * system in use.
 */
record EventRecord(
    Level level,
    String message,
    LogEvent fields,
    ContextFields context,
    @Nullable TraceContext trace,
    @Nullable Throwable thrown,
    ErrorClassifiers classifiers) {

  ErrorFields error() {
    return ErrorFields.of(
        typeTold(),
        fields.text(WireField.ERROR_MESSAGE),
        thrown == null ? null : new ThrowableFailure(thrown),
        classifiers);
  }

  /** The caller's, or that of the HTTP status with which it says that a job failed. */
  private @Nullable String typeTold() {
    String type = fields.text(WireField.ERROR_TYPE);
    return type == null
            && thrown == null
            && EventKind.JOB_FAILED.wireName.equals(fields.text(WireField.EVENT_TYPE))
        ? HttpStatus.errorType(HttpStatus.ofField(fields.callers("status_code")))
        : type;
  }

  /** Trace, job and worker: what the MDC holds in a job's scope. */
  void forEachOfContext(BiConsumer<String, String> consumer) {
    if (trace != null) {
      trace.forEach(consumer);
    }
    context.forEach((field, value) -> consumer.accept(field.wireName, value.toString()));
  }

  /** What describes the event and its error, then the caller's fields. */
  void forEachOfEvent(BiConsumer<String, Object> consumer) {
    fields.forEachKnown(consumer);
    error().forEach(consumer);
    fields.forEachOfCallers((key, value) -> consumer.accept(key, PlainValue.of(value)));
  }
}
