package io.emp.examples.pipeline;

import ch.qos.logback.classic.LoggerContext;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import io.emp.logging.fluent.DeliveryMetrics;
import io.emp.logging.fluent.FluentAppender;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a worker really emits, under the names and with the labels that OpenTelemetry's
 * own exporter gives them for Prometheus.
 */
record EmittedMetrics(Set<String> names, Set<String> labels) {

  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]\\w*)(?:\\{([^}]*)})? ");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** Once for all tests: the exporter's server takes ten seconds to stop. */
  private static final class Once {
    static final EmittedMetrics SCRAPED = scrape();

    private static EmittedMetrics scrape() {
      try {
        return scrapeAWorker();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static EmittedMetrics scraped() {
    return Once.SCRAPED;
  }

  private static EmittedMetrics scrapeAWorker() throws Exception {
    int port = Program.freePort();
    PrometheusHttpServer server =
        PrometheusHttpServer.builder().setHost("127.0.0.1").setPort(port).build();
    SdkMeterProvider meters = SdkMeterProvider.builder().registerMetricReader(server).build();
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
        return parsed(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
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

  private static EmittedMetrics parsed(String exposition) {
    Set<String> names = new TreeSet<>();
    Set<String> labels = new HashSet<>();
    Matcher sample = SAMPLE.matcher(exposition);
    while (sample.find()) {
      names.add(sample.group(1));
      if (sample.group(2) != null) {
        Matcher label = LABEL.matcher(sample.group(2));
        while (label.find()) {
          labels.add(label.group(1));
        }
      }
    }
    return new EmittedMetrics(names, labels);
  }
}
