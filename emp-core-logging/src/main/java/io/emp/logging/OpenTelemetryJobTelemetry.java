package io.emp.logging;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Spans and metrics of a worker's jobs through an OpenTelemetry that does something with them. */
final class OpenTelemetryJobTelemetry implements JobTelemetry {

  /** The instrumentation scope, and the name of the jobs' spans. */
  static final String SCOPE = "io.emp.logging";

  static final String SPAN_NAME = "job.process";

  private final Tracer tracer;
  private final JobMetrics metrics;
  private final Attributes ofWorker;
  private final boolean baggage;

  private OpenTelemetryJobTelemetry(
      OpenTelemetry openTelemetry, WorkerIdentity worker, boolean baggage) {
    TracerBuilder tracers = openTelemetry.getTracerProvider().tracerBuilder(SCOPE);
    MeterBuilder meters = openTelemetry.getMeterProvider().meterBuilder(SCOPE);
    String version = OpenTelemetryJobTelemetry.class.getPackage().getImplementationVersion();
    if (version != null) {
      tracers.setInstrumentationVersion(version);
      meters.setInstrumentationVersion(version);
    }
    this.tracer = tracers.build();
    this.metrics = new JobMetrics(meters.build(), worker);
    this.ofWorker = SpanAttributes.ofWorker(worker);
    this.baggage = baggage;
  }

  /** {@link JobTelemetry#NONE} where it is a no-op, or is no OpenTelemetry. */
  static JobTelemetry of(Object given, WorkerIdentity worker, boolean baggage) {
    return given instanceof OpenTelemetry openTelemetry && !isNoop(openTelemetry)
        ? new OpenTelemetryJobTelemetry(openTelemetry, worker, baggage)
        : NONE;
  }

  private static boolean isNoop(OpenTelemetry openTelemetry) {
    return openTelemetry.getTracerProvider() == TracerProvider.noop()
        && openTelemetry.getMeterProvider() == MeterProvider.noop();
  }

  @Override
  public JobSpan start(JobContext job) {
    try {
      return started(job);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
      return NONE.start(job);
    }
  }

  private JobSpan started(JobContext job) {
    Attributes ofJob = SpanAttributes.ofJob(job);
    SpanBuilder builder =
        tracer
            .spanBuilder(SPAN_NAME)
            .setSpanKind(SpanKind.CONSUMER)
            .setAllAttributes(ofWorker)
            .setAllAttributes(ofJob)
            .setAttribute(SpanAttributes.MESSAGE_ID, job.jobId());
    Context parent = Context.current();
    SpanContext current = Span.fromContext(parent).getSpanContext();
    SpanContext submitter = OpenTelemetryCarrier.remote(job.parent(), job.tracestate());
    if (!current.isValid() && submitter.isValid()) {
      parent = parent.with(Span.wrap(submitter));
    } else if (submitter.isValid() && !submitter.getTraceId().equals(current.getTraceId())) {
      builder.addLink(submitter);
    }
    Span span = builder.setParent(parent).startSpan();
    return new OpenTelemetryJobSpan(
        tracer, metrics, job, ofJob, span, withBaggage(parent, job).with(span));
  }

  private Context withBaggage(Context parent, JobContext job) {
    Context context = OpenTelemetryCarrier.withBaggage(parent, job.baggage());
    if (!baggage) {
      return context;
    }
    BaggageBuilder ids = Baggage.fromContext(context).toBuilder();
    put(ids, SpanAttributes.JOB_ID.getKey(), job.jobId());
    put(ids, SpanAttributes.SESSION_ID.getKey(), job.sessionId());
    put(ids, SpanAttributes.WORKFLOW_ID.getKey(), job.workflowId());
    return context.with(ids.build());
  }

  private static void put(BaggageBuilder baggage, String name, @Nullable String id) {
    if (id == null) {
      // An outer job's session is not this one's.
      baggage.remove(name);
    } else {
      baggage.put(name, id);
    }
  }

  @Override
  public void moved(Transition transition) {
    try {
      metrics.inFlight(transition.change());
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
  }

  @Override
  public void count(EventKind kind, Transition transition, LogEvent event) {
    try {
      metrics.count(kind, transition, event);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
    }
  }

  /** Takes over jobs that were in flight before this was there. */
  void alreadyInFlight(long jobs) {
    metrics.inFlight(jobs);
  }

  @Override
  public boolean isOn() {
    return true;
  }
}
