package io.emp.logging;

import static io.emp.logging.RecordedTelemetry.attributes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The snippets of the pages on traces and metrics, which stand there as they are run here. */
@ExtendWith(NoLeaks.class)
class TracesExampleTest {

  private static final Path SOURCE =
      Path.of("src", "test", "java", "io", "emp", "logging", "TracesExampleTest.java");

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final OpenTelemetry openTelemetry = telemetry.sdk();
  private final Redis redis = new Redis();

  @AfterEach
  void close() {
    telemetry.close();
  }

  record Image() {}

  /** As far as the snippets need one. */
  static final class Redis {
    private final Map<String, Map<String, String>> hashes = new HashMap<>();

    void hset(String key, Map<String, String> hash) {
      hashes.put(key, hash);
    }

    Map<String, String> hgetAll(String key) {
      return hashes.getOrDefault(key, Map.of());
    }
  }

  private static Image render() {
    return new Image();
  }

  private static void store(Image image) {
    assertThat(image).isNotNull();
  }

  private static void work(JobLogger job) {
    job.info("Working");
  }

  private ConnectorLogger worker() {
    // doc: given
    ConnectorLogger logger =
        ConnectorLogger.builder()
            .machineId("railway-comfyui-01")
            .workerId("worker-001")
            .serviceType("comfyui")
            .openTelemetry(openTelemetry)
            .build();
    // end
    return logger;
  }

  @Test
  void aJobIsASpan() {
    ConnectorLogger logger = worker();
    // doc: job
    logger.withJobContext(
        "job-12345",
        job -> {
          job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
        });
    // end
    assertThat(attributes(telemetry.only()))
        .containsEntry("emp.job_status", "completed")
        .containsEntry("emp.progress", 50.0)
        .containsEntry("emp.worker_id", "worker-001");
  }

  @Test
  void stepsAreItsChildren() throws Exception {
    try (JobLogger job = worker().withJobContext("job-1")) {
      // doc: step
      Image image =
          job.step(
              JobStep.IMAGE_GENERATION,
              step -> {
                step.attribute("sampler", "euler").attribute("steps", 30);
                return render();
              });
      // end
      // doc: resource
      try (JobStep upload = job.step(JobStep.UPLOAD)) {
        upload.attribute("bucket", "images");
        store(image);
      }
      // end
      job.jobCompleted();
    }
    String parent = telemetry.named("job.process").getSpanId();
    assertThat(telemetry.named("process.image_generation").getParentSpanId()).isEqualTo(parent);
    assertThat(attributes(telemetry.named("process.image_generation"))).containsEntry("steps", 30L);
    assertThat(telemetry.named("process.upload").getParentSpanId()).isEqualTo(parent);
  }

  @Test
  void whatAStepsActionThrowsIsTold() {
    try (JobLogger job = worker().withJobContext("job-1")) {
      job.step(
          JobStep.HTTP_REQUEST,
          step -> {
            throw new IOException("refused");
          });
    } catch (IOException e) {
      assertThat(e).hasMessage("refused");
    }
    SpanData request = telemetry.named("process.http_request");
    assertThat(request.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aRedisHashCarriesAJob() {
    ConnectorLogger logger = worker();
    // doc: submit
    JobContext job = JobContext.builder("job-12345").workflowId("wf-7").build();
    Map<String, String> hash = new HashMap<>();
    job.inject(hash);
    redis.hset("job:" + job.jobId(), hash);
    // end
    claim(logger, "job-12345");
    SpanData told = telemetry.only();
    assertThat(told.getTraceId()).isEqualTo(hash.get("job_trace_id"));
    assertThat(told.getParentSpanId()).isEqualTo(hash.get("job_span_id"));
    assertThat(attributes(told)).containsEntry("emp.workflow_id", "wf-7");
  }

  private void claim(ConnectorLogger logger, String jobId) {
    // doc: claim
    JobContext claimed = JobContext.extract(jobId, redis.hgetAll("job:" + jobId));
    logger.withJobContext(
        claimed,
        job -> {
          work(job);
        });
    // end
  }

  @Test
  void headersCarryAJob() {
    JobContext job = JobContext.builder("job-12345").sessionId("s-1").attempt(2).build();
    // doc: headers
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://worker/jobs"));
    job.inject((name, value) -> request.setHeader(name.replace('_', '-'), value));
    // end
    HttpHeaders headers = request.build().headers();
    // doc: received
    JobContext received = JobContext.extract(name -> headers.firstValue(name).orElse(null));
    // end
    assertThat(received.jobId()).isEqualTo("job-12345");
    assertThat(received.sessionId()).isEqualTo("s-1");
    assertThat(received.attempt()).isEqualTo(2);
    assertThat(received.submittedAt()).isNotNull();
    assertThat(received.traceparent()).isEqualTo(headers.firstValue("traceparent").orElse(""));
  }

  @Test
  void aJobThatGoesBackStaysInItsTrace() {
    try (JobLogger job = worker().withJobContext("job-1")) {
      // doc: again
      Map<String, String> again = new HashMap<>();
      job.jobRetried();
      job.jobContext().nextAttempt().inject(again);
      // end
      JobContext next = JobContext.extract(again);
      assertThat(next.attempt()).isEqualTo(2);
      assertThat(next.traceparent()).contains(telemetry.only().getTraceId());
    }
  }

  @Test
  void aLoggerInjectsItsJobWhereItIsNotBound() throws Exception {
    Map<String, String> hash = new HashMap<>();
    try (JobLogger job = worker().withJobContext("job-1");
        OtherThread other = new OtherThread()) {
      other.execute(() -> job.inject(hash));
    }
    assertThat(hash).containsEntry("job_span_id", telemetry.only().getSpanId());
  }

  @Test
  void otherThreadsAreInTheJob() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (JobLogger job = worker().withJobContext("job-1")) {
      // doc: threads
      ExecutorService pool = job.wrap(executor);
      Future<Image> preview = pool.submit(() -> render());
      CompletableFuture<Image> full = CompletableFuture.supplyAsync(() -> render(), pool);
      // end
      assertThat(preview.get(20, SECONDS)).isNotNull();
      assertThat(full.get(20, SECONDS)).isNotNull();
      try (JobStep step = job.step("prepare")) {
        pool.submit(() -> job.step("inside").close()).get(20, SECONDS);
      }
      assertThat(telemetry.named("inside").getParentSpanId())
          .isEqualTo(telemetry.named("prepare").getSpanId());
    } finally {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(20, SECONDS)).isTrue();
    }
  }

  @Test
  void baggageIsThereWhenAsked() {
    // doc: baggage
    ConnectorLogger logger =
        ConnectorLogger.builder().openTelemetry(openTelemetry).baggage(true).build();
    // end
    logger.withJobContext(
        "job-1",
        job -> {
          assertThat(Baggage.current().getEntryValue("emp.job_id")).isEqualTo("job-1");
        });
  }

  @Test
  void aWorkerCountsItsJobs() {
    InMemoryMetricReader memory = InMemoryMetricReader.create();
    MetricReader reader = memory;
    // doc: metrics
    SdkMeterProvider meters =
        SdkMeterProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put("service.name", "comfyui-worker")
                    .put("service.instance.id", "machine-railway-comfyui-01.worker-001")
                    .build())
            .registerMetricReader(reader)
            .build();
    OpenTelemetry openTelemetry = OpenTelemetrySdk.builder().setMeterProvider(meters).build();
    ConnectorLogger logger =
        ConnectorLogger.builder()
            .machineId("railway-comfyui-01")
            .workerId("worker-001")
            .serviceType("comfyui")
            .connectorId("comfyui-local")
            .openTelemetry(openTelemetry)
            .build();
    // end
    logger.withJobContext("job-1", job -> render());
    assertThat(memory.collectAllMetrics())
        .extracting(metric -> metric.getName())
        .contains("emp.jobs.completed", "emp.jobs.duration", "emp.jobs.in_flight");
    meters.close();
  }

  @Test
  void theSnippetsOfThePagesAreTheseLines() throws IOException {
    List<String> run = new ArrayList<>();
    Pattern.compile("(?ms)^( *)// doc: \\w+\\n(.*?)^ *// end$")
        .matcher(Files.readString(SOURCE))
        .results()
        .forEach(part -> run.add(part.group(2).replaceAll("(?m)^" + part.group(1), "")));
    List<String> shown = new ArrayList<>();
    for (Path page :
        List.of(TelemetryDocumentationTest.TRACES, TelemetryDocumentationTest.METRICS)) {
      Pattern.compile("(?ms)^```java\\n(.*?)^```$")
          .matcher(Files.readString(page))
          .results()
          .forEach(snippet -> shown.add(snippet.group(1)));
    }
    assertThat(shown).hasSize(12).containsExactlyInAnyOrderElementsOf(run);
  }
}
