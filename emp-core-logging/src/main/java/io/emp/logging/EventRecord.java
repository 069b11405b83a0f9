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
    @Nullable Throwable thrown) {

  ErrorFields error() {
    return ErrorFields.of(
        fields.text(WireField.ERROR_TYPE),
        fields.text(WireField.ERROR_MESSAGE),
        thrown == null ? null : new ThrowableFailure(thrown));
  }

  /** Trace, job and worker: what the MDC holds in a job's scope. */
  void forEachOfContext(BiConsumer<String, String> consumer) {
    if (trace != null) {
      trace.forEach(consumer);
    }
    context.forEach((field, value) -> consumer.accept(field.wireName, value.toString()));
  }

  /** The message for carriers that are not ours. */
  String maskedMessage() {
    return SecretMask.ofProcess().mask(message);
  }

  /** What describes the event and its error, then the caller's fields; without their secrets. */
  void forEachOfEvent(BiConsumer<String, Object> consumer) {
    fields.forEachKnown(consumer);
    error().forEach(consumer);
    fields.forEachOfCallers((key, value) -> consumer.accept(key, PlainValue.of(key, value)));
  }
}
