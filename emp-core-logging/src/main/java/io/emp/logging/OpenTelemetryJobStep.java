package io.emp.logging;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A step as a span that is current on the thread that started it. */
final class OpenTelemetryJobStep extends JobStep {

  private static final String COMMON_PREFIX = "process.";

  private final Thread thread = Thread.currentThread();
  private final Span span;
  private final Scope scope;
  private final AtomicBoolean ended = new AtomicBoolean();

  private OpenTelemetryJobStep(Span span, Scope scope) {
    this.span = span;
    this.scope = scope;
  }

  @SuppressWarnings("MustBeClosedChecker") // Closed with the step.
  static JobStep start(Tracer tracer, Attributes ofJob, @Nullable String given, Context parent) {
    String name = given == null || given.isBlank() ? "step" : CutMark.shortKey(given);
    Span span =
        tracer
            .spanBuilder(name)
            .setSpanKind(name.equals(HTTP_REQUEST) ? SpanKind.CLIENT : SpanKind.INTERNAL)
            .setParent(parent)
            .setAllAttributes(ofJob)
            .setAttribute(
                SpanAttributes.EXECUTION_STEP,
                name.startsWith(COMMON_PREFIX) ? name.substring(COMMON_PREFIX.length()) : name)
            .startSpan();
    return new OpenTelemetryJobStep(span, parent.with(span).makeCurrent());
  }

  @Override
  public JobStep attribute(@Nullable String key, @Nullable Object value) {
    try {
      AttributesBuilder attributes = Attributes.builder();
      SpanAttributes.put(attributes, key, value);
      span.setAllAttributes(attributes.build());
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
    return this;
  }

  @Override
  public void failed(@Nullable Throwable thrown) {
    if (ended.get()) {
      return;
    }
    try {
      ThrowableFailure failure = thrown == null ? null : new ThrowableFailure(thrown);
      ErrorFields error = ErrorFields.of(failure);
      if (failure != null) {
        attribute(SpanAttributes.ERROR_TYPE.getKey(), error.type());
        attribute(SpanAttributes.CONVENTIONAL_ERROR_TYPE.getKey(), failure.className());
      }
      OpenTelemetryJobSpan.fail(span, failure, error.message());
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
  }

  @Override
  public void close() {
    try {
      if (thread == Thread.currentThread()) {
        // The second time it does nothing. Elsewhere it could take what another thread has.
        scope.close();
      }
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    } finally {
      end();
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      try {
        span.end();
      } catch (Throwable t) {
        TelemetryFault.tell(t);
      }
    }
  }
}
