package io.emp.logging;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The span of one job. */
final class OpenTelemetryJobSpan implements JobSpan {

  /** The most characters of a status's description. */
  static final int MAX_DESCRIPTION_CHARS = 256;

  /** Which job a context belongs to, whatever span is current in it. */
  private static final ContextKey<OpenTelemetryJobSpan> JOB =
      ContextKey.named("io.emp.logging.job");

  private final Tracer tracer;
  private final JobMetrics metrics;
  private final Attributes ofJob;
  private final Span span;
  private final Context context;
  private final TraceContext trace;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean waitTold = new AtomicBoolean();

  OpenTelemetryJobSpan(
      Tracer tracer,
      JobMetrics metrics,
      JobContext job,
      Attributes ofJob,
      Span span,
      Context context) {
    this.tracer = tracer;
    this.metrics = metrics;
    this.ofJob = ofJob;
    this.span = span;
    this.context = context.with(JOB, this);
    TraceContext ids = ids(span);
    this.trace = ids == null ? job.trace() : ids;
  }

  private static @Nullable TraceContext ids(Span span) {
    SpanContext ids = span.getSpanContext();
    return ids.isValid()
        ? new TraceContext(ids.getTraceId(), ids.getSpanId(), ids.getTraceFlags().asHex())
        : null;
  }

  @Override
  public TraceContext trace() {
    return trace;
  }

  @Override
  public Binding bind() {
    return bind(context);
  }

  private static Binding bind(Context context) {
    try {
      return new ContextBinding(context);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
      return Binding.NONE;
    }
  }

  @Override
  public JobSpan carried() {
    Context current = Context.current();
    return current != context && current.get(JOB) == this ? new Carried(current) : this;
  }

  @Override
  public void told(EventKind kind, LogEvent event, @Nullable Throwable thrown) {
    try {
      queueWait(kind, event);
      describe(kind, event, thrown);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
  }

  private void queueWait(EventKind kind, LogEvent event) {
    Object millis = event.known(WireField.QUEUE_WAIT_MS);
    if (kind == EventKind.JOB_RETRIED) {
      waitTold.set(false);
    } else if (millis != null && waitTold.compareAndSet(false, true)) {
      metrics.queueWait(millis);
    }
  }

  private void describe(EventKind kind, LogEvent event, @Nullable Throwable thrown) {
    boolean ends =
        switch (kind) {
          case JOB_COMPLETED, JOB_FAILED, JOB_CANCELLED, JOB_TIMED_OUT, JOB_RETRIED -> true;
          default -> false;
        };
    if (ends ? !ended.compareAndSet(false, true) : ended.get()) {
      return;
    }
    try {
      if (span.isRecording()) {
        AttributesBuilder attributes = Attributes.builder();
        SpanAttributes.putEvent(attributes, event);
        for (ConnectorFields connector : event.connectors()) {
          connector.forEachSpanAttribute(
              (key, value) -> SpanAttributes.put(attributes, key, value));
        }
        if (JobMetrics.isFailure(kind)) {
          describeFailure(attributes, event, thrown);
        }
        span.setAllAttributes(attributes.build());
        if (kind == EventKind.JOB_COMPLETED) {
          span.setStatus(StatusCode.OK);
        } else if (kind == EventKind.JOB_RETRIED) {
          span.addEvent(kind.wireName);
        }
      }
    } finally {
      if (ends) {
        span.end();
      }
    }
  }

  private void describeFailure(
      AttributesBuilder attributes, LogEvent event, @Nullable Throwable thrown) {
    ThrowableFailure failure = thrown == null ? null : new ThrowableFailure(thrown);
    ErrorFields error =
        ErrorFields.of(
            event.text(WireField.ERROR_TYPE), event.text(WireField.ERROR_MESSAGE), failure);
    SpanAttributes.put(attributes, SpanAttributes.ERROR_TYPE, error.type());
    SpanAttributes.put(attributes, SpanAttributes.ERROR_MESSAGE, error.message());
    SpanAttributes.put(
        attributes,
        SpanAttributes.CONVENTIONAL_ERROR_TYPE,
        failure == null ? error.type() : failure.className());
    fail(span, failure, error.message());
  }

  /**
   * Gives a span its error. The exception's event is made here and not by {@code recordException}:
   * that reads the throwable without limits, perhaps later on the exporter's thread, which one that
   * throws would harm.
   */
  static void fail(Span span, @Nullable ThrowableFailure failure, @Nullable String message) {
    if (failure != null) {
      span.addEvent("exception", SpanAttributes.ofThrown(failure));
    }
    span.setStatus(
        StatusCode.ERROR,
        message == null ? "" : SpanAttributes.bounded(message, MAX_DESCRIPTION_CHARS));
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      try {
        span.end();
      } catch (Throwable t) {
        TelemetryFault.tell(t);
      }
    }
  }

  @Override
  public JobStep step(String name) {
    return step(name, context);
  }

  private JobStep step(String name, Context otherwise) {
    try {
      Context current = Context.current();
      return OpenTelemetryJobStep.start(
          tracer, ofJob, name, current.get(JOB) == this ? current : otherwise);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
      return NoStep.INSTANCE;
    }
  }

  /** The job with what was current where it was carried from. */
  private final class Carried implements JobSpan {
    private final Context captured;

    Carried(Context captured) {
      this.captured = captured;
    }

    @Override
    public TraceContext trace() {
      TraceContext current = ids(Span.fromContext(captured));
      return current == null ? trace : current;
    }

    @Override
    public Binding bind() {
      return OpenTelemetryJobSpan.bind(captured);
    }

    @Override
    public JobSpan carried() {
      JobSpan here = OpenTelemetryJobSpan.this.carried();
      return here == OpenTelemetryJobSpan.this ? this : here;
    }

    @Override
    public void told(EventKind kind, LogEvent event, @Nullable Throwable thrown) {
      OpenTelemetryJobSpan.this.told(kind, event, thrown);
    }

    @Override
    public void close() {
      OpenTelemetryJobSpan.this.close();
    }

    @Override
    public JobStep step(String name) {
      return OpenTelemetryJobSpan.this.step(name, captured);
    }
  }

  /** A context that is current on a thread until it is closed there. */
  private static final class ContextBinding implements Binding {
    private final Thread thread = Thread.currentThread();
    private final Context before = Context.current();
    private final Scope scope;
    private boolean closed;

    @SuppressWarnings("MustBeClosedChecker") // Closed with the binding.
    ContextBinding(Context context) {
      this.scope = context.makeCurrent();
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // What was there before has its own scope.
    public void close() {
      if (thread != Thread.currentThread() || closed) {
        return;
      }
      closed = true;
      try {
        scope.close();
        if (Context.current() != before) {
          // Something was opened inside and left open; nothing of the job may stay on the thread.
          before.makeCurrent();
        }
      } catch (Throwable t) {
        TelemetryFault.tell(t);
      }
    }
  }
}
