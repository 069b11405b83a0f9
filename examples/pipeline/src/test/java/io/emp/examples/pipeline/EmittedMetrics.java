package io.emp.examples.pipeline;

import ch.qos.logback.classic.LoggerContext;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import io.emp.logging.fluent.DeliveryMetrics;
import io.emp.logging.fluent.FluentAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metrics that a worker really emits, under the names and with the labels that Prometheus has
 * for them by OpenTelemetry's compatibility rules: dots become underscores, the unit and {@code
 * total} are added, a histogram is three metrics.
 */
record EmittedMetrics(Set<String> names, Set<String> labels) {

  static EmittedMetrics ofAWorker() throws Exception {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    SdkMeterProvider meters = SdkMeterProvider.builder().registerMetricReader(reader).build();
    try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder().setMeterProvider(meters).build();
        AutoCloseable delivery = DeliveryMetrics.install(sdk)) {
      FluentAppender appender = new FluentAppender();
      appender.setContext(new LoggerContext());
      appender.setName("FLUENTD");
      appender.setHost("127.0.0.1");
      appender.setPort(Program.freePort());
      appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.valueOf("1 millisecond"));
      appender.start();
      try {
        endJobsInEveryWay(sdk);
        return translated(reader.collectAllMetrics());
      } finally {
        appender.stop();
      }
    }
  }

  private static void endJobsInEveryWay(OpenTelemetrySdk sdk) {
    ConnectorLogger logger =
        ConnectorLogger.builder()
            .machineId("railway-01")
            .workerId("worker-001")
            .serviceType("comfyui")
            .connectorId("comfyui-local")
            .openTelemetry(sdk)
            .build();
    try (JobLogger job = logger.withJobContext(JobContext.builder("completed").build())) {
      job.jobReceived();
      job.jobStarted(e -> e.queueWait(Duration.ofMillis(250)));
      job.jobCompleted();
      job.jobFailed("after its end");
    }
    try (JobLogger job = logger.withJobContext("failed")) {
      job.jobFailed(new IllegalStateException());
    }
    try (JobLogger job = logger.withJobContext("cancelled")) {
      job.jobCancelled("by the user");
    }
    try (JobLogger job = logger.withJobContext("timed out")) {
      job.jobTimedOut();
    }
    try (JobLogger job = logger.withJobContext("retried")) {
      job.jobRetried();
    }
  }

  private static EmittedMetrics translated(Collection<MetricData> metrics) {
    Set<String> names = new TreeSet<>();
    Set<String> labels = new TreeSet<>();
    for (MetricData metric : metrics) {
      String name = metric.getName().replace('.', '_') + unit(metric.getUnit());
      if (metric.getType() == MetricDataType.HISTOGRAM) {
        names.addAll(Set.of(name + "_bucket", name + "_sum", name + "_count"));
      } else {
        names.add(isCounter(metric) ? name + "_total" : name);
      }
      metric
          .getData()
          .getPoints()
          .forEach(
              point ->
                  point
                      .getAttributes()
                      .forEach((key, value) -> labels.add(key.getKey().replace('.', '_'))));
    }
    return new EmittedMetrics(names, labels);
  }

  private static boolean isCounter(MetricData metric) {
    return metric.getType() == MetricDataType.LONG_SUM && metric.getLongSumData().isMonotonic();
  }

  /** A unit in braces is a remark, and is left out. */
  private static String unit(String unit) {
    return switch (unit) {
      case "s" -> "_seconds";
      case "By" -> "_bytes";
      default -> {
        if (!unit.matches("\\{\\w+}")) {
          throw new AssertionError("a unit that this test does not know: " + unit);
        }
        yield "";
      }
    };
  }
}
