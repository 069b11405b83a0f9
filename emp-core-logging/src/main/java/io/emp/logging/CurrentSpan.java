package io.emp.logging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** The thread's current OpenTelemetry span, where the OpenTelemetry API is on the class path. */
final class CurrentSpan {

  private static final boolean AVAILABLE = isAvailable();

  private CurrentSpan() {}

  /** Whether the OpenTelemetry API can be used; classes that name it must not be touched else. */
  static boolean isApiThere() {
    return AVAILABLE;
  }

  static @Nullable TraceContext traceContext() {
    return AVAILABLE ? OpenTelemetryApi.traceContext() : null;
  }

  private static boolean isAvailable() {
    try {
      return OpenTelemetryApi.load();
    } catch (LinkageError e) {
      // No jar, or one that lacks what is used here: jobs then have the trace of their traceparent,
      // or one of their own.
      return false;
    }
  }

  /** Names what may be missing; loaded when it is first used. */
  private static final class OpenTelemetryApi {

    static boolean load() {
      return Span.getInvalid() != null;
    }

    static @Nullable TraceContext traceContext() {
      SpanContext span = Span.current().getSpanContext();
      return span.isValid()
          ? new TraceContext(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
          : null;
    }
  }
}
