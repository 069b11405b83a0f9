package io.emp.logging;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenTelemetry has to add to a carrier: the current span's state, and the baggage. */
final class OpenTelemetryCarrier {

  private static final TextMapPropagator TRACE = W3CTraceContextPropagator.getInstance();
  private static final TextMapPropagator BAGGAGE = W3CBaggagePropagator.getInstance();

  private static final TextMapGetter<Map<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // By newer APIs; older ones need it.
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private OpenTelemetryCarrier() {}

  /** The headers of this thread's current context; empty where there is none. */
  static Map<String, String> current() {
    Map<String, String> headers = new HashMap<>();
    try {
      Context current = Context.current();
      TRACE.inject(current, headers, (carrier, key, value) -> headers.put(key, value));
      BAGGAGE.inject(current, headers, (carrier, key, value) -> headers.put(key, value));
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
    return headers;
  }

  /** The span that a job was submitted in; an invalid one where the header is not valid. */
  static SpanContext remote(@Nullable String traceparent, @Nullable String tracestate) {
    TraceContext trace = TraceContext.parse(traceparent);
    if (trace == null) {
      return SpanContext.getInvalid();
    }
    Map<String, String> headers = new HashMap<>();
    headers.put(JobCarrier.TRACEPARENT, trace.traceparent());
    if (tracestate != null) {
      headers.put(JobCarrier.TRACESTATE, tracestate);
    }
    return Span.fromContext(TRACE.extract(Context.root(), headers, GETTER)).getSpanContext();
  }

  /** Adds the baggage that a job came with. */
  static Context withBaggage(Context context, @Nullable String header) {
    return header == null
        ? context
        : BAGGAGE.extract(context, Map.of(JobCarrier.BAGGAGE, header), GETTER);
  }
}
