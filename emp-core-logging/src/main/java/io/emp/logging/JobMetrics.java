package io.emp.logging;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts a worker's jobs. Attributes are few and their values few: there is one set of them for
 * each outcome of a worker, made once.
 */
final class JobMetrics {

  static final String IN_FLIGHT = "emp.jobs.in_flight";
  static final String ILLEGAL = "emp.jobs.illegal_transitions";
  static final String DURATION = "emp.jobs.duration";
  static final String QUEUE_WAIT = "emp.jobs.queue_wait";

  /** From jobs that only look something up to those that run for an hour. */
  static final List<Double> SECONDS =
      List.of(
          0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0,
          1800.0, 3600.0);

  /** What each event counts for. */
  static final Map<EventKind, String> COUNTERS =
      new EnumMap<>(
          Map.of(
              EventKind.JOB_RECEIVED, "emp.jobs.received",
              EventKind.JOB_STARTED, "emp.jobs.started",
              EventKind.JOB_COMPLETED, "emp.jobs.completed",
              EventKind.JOB_FAILED, "emp.jobs.failed",
              EventKind.JOB_CANCELLED, "emp.jobs.cancelled",
              EventKind.JOB_TIMED_OUT, "emp.jobs.timed_out",
              EventKind.JOB_RETRIED, "emp.jobs.retried"));

  private final Map<EventKind, LongCounter> counters = new EnumMap<>(EventKind.class);
  private final LongCounter illegal;
  private final LongUpDownCounter inFlight;
  private final DoubleHistogram duration;
  private final DoubleHistogram queueWait;

  private final Attributes ofWorker;

  /** Of the duration, by how the job ended. */
  private final Map<EventKind, Attributes> ofOutcome = new EnumMap<>(EventKind.class);

  /** Of failures, by {@code error_type}: a handful of names. */
  private final Map<String, Attributes> ofFailure = new ConcurrentHashMap<>();

  private final Map<String, Attributes> ofFailedOutcome = new ConcurrentHashMap<>();

  JobMetrics(Meter meter, WorkerIdentity worker) {
    COUNTERS.forEach((kind, name) -> counters.put(kind, counter(meter, name, described(kind))));
    illegal =
        counter(meter, ILLEGAL, "Events that could not be in the state that their job was in.");
    inFlight =
        meter
            .upDownCounterBuilder(IN_FLIGHT)
            .setUnit("{job}")
            .setDescription("Jobs that are in the worker's hands.")
            .build();
    duration = histogram(meter, DURATION, "How long jobs took, by how they ended.");
    queueWait = histogram(meter, QUEUE_WAIT, "How long jobs waited before they were started.");

    AttributesBuilder attributes = Attributes.builder();
    SpanAttributes.put(attributes, SpanAttributes.SERVICE_TYPE, worker.serviceType());
    SpanAttributes.put(attributes, SpanAttributes.CONNECTOR_ID, worker.connectorId());
    ofWorker = attributes.build();
    Arrays.stream(EventKind.values())
        .filter(JobMetrics::isEnd)
        .forEach(kind -> ofOutcome.put(kind, withStatus(ofWorker, kind)));
  }

  private static String described(EventKind kind) {
    return "Jobs that were told as " + kind.wireName + ".";
  }

  private static LongCounter counter(Meter meter, String name, String description) {
    return meter.counterBuilder(name).setUnit("{job}").setDescription(description).build();
  }

  private static DoubleHistogram histogram(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  private static Attributes withStatus(Attributes attributes, EventKind kind) {
    return attributes.toBuilder()
        .put(SpanAttributes.JOB_STATUS, Objects.requireNonNullElse(kind.jobStatus, ""))
        .build();
  }

  /** The end of a job, which has a duration. */
  private static boolean isEnd(EventKind kind) {
    return switch (kind) {
      case JOB_COMPLETED, JOB_CANCELLED -> true;
      default -> isFailure(kind);
    };
  }

  static boolean isFailure(EventKind kind) {
    return kind == EventKind.JOB_FAILED || kind == EventKind.JOB_TIMED_OUT;
  }

  void count(EventKind kind, Transition transition, LogEvent event) {
    if (!transition.isLegal()) {
      illegal.add(1, ofWorker);
      return;
    }
    LongCounter counter = counters.get(kind);
    if (counter == null) {
      return;
    }
    if (isFailure(kind)) {
      String type = errorType(event);
      counter.add(1, ofFailure.computeIfAbsent(type, key -> withError(ofWorker, key)));
      record(
          duration,
          event.known(WireField.DURATION_MS),
          ofFailedOutcome.computeIfAbsent(
              type, key -> withError(withStatus(ofWorker, EventKind.JOB_FAILED), key)));
      return;
    }
    counter.add(1, ofWorker);
    Attributes outcome = ofOutcome.get(kind);
    if (outcome != null) {
      record(duration, event.known(WireField.DURATION_MS), outcome);
    }
  }

  /** One of a few names, whatever the event says. */
  private static String errorType(LogEvent event) {
    Object type = event.known(WireField.ERROR_TYPE);
    return type instanceof String text
        ? ErrorType.checked(text)
        : ErrorType.ofMessage(event.text(WireField.ERROR_MESSAGE));
  }

  private static Attributes withError(Attributes attributes, String type) {
    return attributes.toBuilder().put(SpanAttributes.CONVENTIONAL_ERROR_TYPE, type).build();
  }

  void inFlight(long jobs) {
    inFlight.add(jobs, ofWorker);
  }

  /** Records {@code queue_wait_ms}; its caller sees to it that it is recorded once a job. */
  void queueWait(Object millis) {
    record(queueWait, millis, ofWorker);
  }

  private static void record(
      DoubleHistogram histogram, @Nullable Object millis, Attributes attributes) {
    if (millis instanceof Long value && value >= 0) {
      histogram.record(value / 1000.0, attributes);
    }
  }
}
