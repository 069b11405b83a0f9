package io.emp.examples.tracks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobEvent;
import io.emp.logging.JobEventListener;
import io.emp.logging.JobStep;
import io.emp.logging.fluent.FluentAppender;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.sentry.SentryOptions;
import io.sentry.logback.SentryAppender;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One handler, and what each of the five tracks has of it. */
class FiveTracksTest {

  private static final AttributeKey<String> JOB_ID = AttributeKey.stringKey("emp.job_id");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("emp.service_type");
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final List<CollectedEvent> logs = new CopyOnWriteArrayList<>();
  private final List<JobEvent> events = new CopyOnWriteArrayList<>();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();

  @Test
  void oneHandlerYieldsAllFiveAndTheyJoinOnTraceAndJob() throws Exception {
    Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("five.tracks");
    logger.setLevel(Level.INFO);
    try (ForwardCollector collector = ForwardCollector.start(0, logs::add);
        SentryEndpoint sentry = new SentryEndpoint();
        OpenTelemetrySdk sdk = sdk()) {
      FluentAppender fluent = new FluentAppender();
      fluent.setContext(logger.getLoggerContext());
      fluent.setHost("127.0.0.1");
      fluent.setPort(collector.port());
      fluent.start();
      logger.addAppender(fluent);
      SentryAppender errors = sentryAppender(sentry.dsn(), logger.getLoggerContext());
      logger.addAppender(errors);
      try {
        doTheJob(worker(sdk));
      } finally {
        logger.detachAppender(errors);
        errors.stop();
        logger.detachAppender(fluent);
        fluent.stop();
      }

      await().atMost(ofSeconds(30)).until(() -> sentry.events().size() == 1);
      String traceId = PARENT.substring(3, 35);

      // Events.
      assertThat(events)
          .extracting(JobEvent::eventType)
          .containsExactly("job_received", "job_started", "job_progress", "job_failed");
      assertThat(events)
          .allSatisfy(
              event -> {
                assertThat(event.jobId()).isEqualTo("job-1");
                assertThat(event.traceId()).isEqualTo(traceId);
                assertThat(event.machineId()).isEqualTo("machine-a");
                assertThat(event.workerId()).isEqualTo("worker-1");
              });

      // Logs: the same events and a library's line, each with the four ids.
      Map<String, Object> ids =
          Map.of(
              "job_id", "job-1",
              "trace_id", traceId,
              "machine_id", "machine-a",
              "worker_id", "worker-1");
      assertThat(logs).hasSize(5);
      assertThat(logs).allSatisfy(log -> assertThat(log.fields()).containsAllEntriesOf(ids));

      // Traces: the job's span, and a child for the step.
      Map<String, SpanData> byName =
          spans.getFinishedSpanItems().stream()
              .collect(Collectors.toMap(SpanData::getName, span -> span));
      assertThat(byName).containsOnlyKeys("job.process", "process.http_request");
      SpanData job = byName.get("job.process");
      assertThat(job.getKind()).isEqualTo(SpanKind.CONSUMER);
      assertThat(job.getTraceId()).isEqualTo(traceId);
      assertThat(job.getParentSpanId()).isEqualTo(PARENT.substring(36, 52));
      assertThat(job.getAttributes().get(JOB_ID)).isEqualTo("job-1");
      assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      SpanData step = byName.get("process.http_request");
      assertThat(step.getParentSpanId()).isEqualTo(job.getSpanId());

      // Metrics: counted without any job's id; the exemplar leads to the trace.
      Map<String, MetricData> byMetric =
          metrics.collectAllMetrics().stream()
              .collect(Collectors.toMap(MetricData::getName, metric -> metric));
      LongPointData failed =
          byMetric.get("emp.jobs.failed").getLongSumData().getPoints().iterator().next();
      assertThat(failed.getValue()).isEqualTo(1);
      assertThat(failed.getAttributes().get(SERVICE)).isEqualTo("comfyui");
      assertThat(failed.getAttributes().asMap().toString()).doesNotContain("job-1");
      HistogramPointData duration =
          byMetric.get("emp.jobs.duration").getHistogramData().getPoints().iterator().next();
      assertThat(duration.getCount()).isEqualTo(1);
      assertThat(duration.getExemplars())
          .allSatisfy(
              exemplar -> assertThat(exemplar.getSpanContext().getTraceId()).isEqualTo(traceId))
          .isNotEmpty();

      // Errors: on the event, and in Sentry with the job's ids as tags.
      assertThat(logs.get(4).fields())
          .containsEntry("error_type", "network")
          .containsEntry("exception_type", "java.net.ConnectException")
          .containsKeys("stack_hash", "stack_trace");
      JsonNode error = sentry.events().get(0);
      JsonNode tags = error.path("tags");
      ids.forEach((key, value) -> assertThat(tags.path(key).asText()).isEqualTo(value));
      assertThat(error.path("exception").toString()).contains("ConnectException");
    }
  }

  private ConnectorLogger worker(OpenTelemetrySdk sdk) {
    return ConnectorLogger.builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .serviceType("comfyui")
        .connectorId("comfyui-local")
        .loggerName("five.tracks")
        .openTelemetry(sdk)
        .listener(
            new JobEventListener() {
              @Override
              public void onJobEvent(JobEvent event) {
                events.add(event);
              }

              @Override
              public Dispatch dispatch() {
                return Dispatch.CALLER_THREAD;
              }
            })
        .build();
  }

  private static void doTheJob(ConnectorLogger worker) {
    JobContext context = JobContext.builder("job-1").traceparent(PARENT).build();
    assertThatThrownBy(
            () ->
                worker.withJobContext(
                    context,
                    job -> {
                      job.jobProgress(e -> e.progress(50).executionStep("download"));
                      try (JobStep step = job.step(JobStep.HTTP_REQUEST)) {
                        LoggerFactory.getLogger("five.tracks.client").info("GET /model");
                        throw new ConnectException("Connection refused");
                      }
                    }))
        .isInstanceOf(ConnectException.class);
  }

  private OpenTelemetrySdk sdk() {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build())
        .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
        .build();
  }

  private static SentryAppender sentryAppender(String dsn, LoggerContext context) {
    SentryOptions options = new SentryOptions();
    options.setDsn(dsn);
    List.of("job_id", "trace_id", "machine_id", "worker_id", "session_id", "workflow_id")
        .forEach(options::addContextTag);
    SentryAppender appender = new SentryAppender();
    appender.setOptions(options);
    appender.setContext(context);
    appender.start();
    return appender;
  }
}
