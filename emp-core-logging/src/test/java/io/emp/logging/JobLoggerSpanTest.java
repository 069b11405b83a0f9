package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** The spans of jobs as their loggers make them. */
@ExtendWith(NoLeaks.class)
class JobLoggerSpanTest {

  private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-a3ce929d0e0e4736-01";

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private final RecordedTelemetry telemetry = new RecordedTelemetry();

  @AfterEach
  void close() {
    telemetry.close();
  }

  private ConnectorLogger worker() {
    return events
        .builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .openTelemetry(telemetry.sdk())
        .build();
  }

  private static JobContext submitted() {
    return JobContext.builder("job-1").traceparent(HEADER).build();
  }

  @Test
  void everyLineOfAHandlerIsInTheJobsSpan() {
    worker()
        .withJobContext(
            submitted(),
            job -> {
              job.info("ours");
              events.library().info("of a library");
            });
    SpanData span = telemetry.only();
    assertThat(span.getParentSpanId()).isEqualTo(HEADER.substring(36, 52));
    assertThat(events.all())
        .hasSize(5)
        .allSatisfy(
            event ->
                assertThat(event)
                    .containsEntry("trace_id", span.getTraceId())
                    .containsEntry("span_id", span.getSpanId()));
  }

  @Test
  void aLineInAStepIsInTheStepsSpan() {
    worker()
        .withJobContext(
            submitted(),
            job -> {
              try (JobStep step = job.step(JobStep.UPLOAD)) {
                events.library().info("of a library");
              }
            });
    SpanData step = telemetry.named(JobStep.UPLOAD);
    assertThat(step.getParentSpanId()).isEqualTo(telemetry.named("job.process").getSpanId());
    assertThat(events.withMessage("of a library")).containsEntry("span_id", step.getSpanId());
  }

  @Test
  void aLoggerThatOnlyBindsAJobsIdsHasNoSpanAndGivesOnTheTraceItIsIn() {
    Span request = telemetry.sdk().getTracer("test").spanBuilder("request").startSpan();
    Map<String, String> carrier = new HashMap<>();
    try (Scope scope = request.makeCurrent();
        JobLogger job = worker().withJobContext("job-1")) {
      job.inject(carrier);
      job.info("submitted");
    }
    assertThat(telemetry.spans()).isEmpty();
    assertThat(carrier.get("traceparent"))
        .contains(request.getSpanContext().getTraceId(), request.getSpanContext().getSpanId());
    assertThat(events.only()).containsEntry("span_id", request.getSpanContext().getSpanId());
  }

  @Test
  void aJobByHandHasItsSpanFromTheFirstOfItsLife() {
    try (JobLogger job = worker().withJobContext(submitted())) {
      events.library().info("before");
      job.jobReceived();
      events.library().info("in it");
      job.jobCompleted();
    }
    SpanData span = telemetry.only();
    assertThat(span.getParentSpanId()).isEqualTo(HEADER.substring(36, 52));
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
    assertThat(events.withMessage("before"))
        .containsEntry("trace_id", span.getTraceId())
        .containsEntry("span_id", HEADER.substring(36, 52));
    assertThat(events.withMessage("in it")).containsEntry("span_id", span.getSpanId());
    assertThat(events.ofType("job_received")).containsEntry("span_id", span.getSpanId());
  }

  @Test
  void aJobByHandInASpanIsItsChildWhereverItIsReceived() throws Exception {
    Span request = telemetry.sdk().getTracer("test").spanBuilder("request").startSpan();
    JobLogger job;
    try (Scope scope = request.makeCurrent()) {
      job = worker().withJobContext("job-1");
      job.close();
    }
    try (OtherThread other = new OtherThread()) {
      other.execute(
          job.wrap(
              () -> {
                job.jobReceived();
                job.jobCompleted();
              }));
    }
    SpanData span = telemetry.only();
    assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
    assertThat(events.each("span_id")).containsOnly(span.getSpanId());
  }

  @Test
  void eachAttemptHasASpanOfItsOwnBesideTheOneBefore() {
    try (JobLogger job = worker().withJobContext(submitted())) {
      job.jobReceived();
      job.jobRetried();
      job.jobReceived();
      job.jobCompleted();
    }
    assertThat(telemetry.spans())
        .hasSize(2)
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(HEADER.substring(36, 52)));
    assertThat(RecordedTelemetry.attributes(telemetry.spans().get(1)))
        .containsEntry("emp.attempt", 2L);
    assertThat(telemetry.sum("emp.jobs.in_flight")).isZero();
  }

  @Test
  void whatAConnectorTellsIsOnTheSpan() {
    worker()
        .withJobContext(
            submitted(),
            job -> {
              job.jobCompleted(
                  e -> e.connector(new OpenAiFields().model("gpt-4o").tokenUsage(12, 34)));
            });
    assertThat(RecordedTelemetry.attributes(telemetry.only()))
        .containsEntry("gen_ai.request.model", "gpt-4o")
        .containsEntry("gen_ai.usage.input_tokens", 12L)
        .containsEntry("gen_ai.usage.output_tokens", 34L);
  }

  @Test
  void secretsAreMaskedOnSpans() {
    try (JobLogger job = worker().withJobContext(submitted())) {
      job.jobStarted();
      try (JobStep step = job.step("login")) {
        step.attribute("api_key", "abc").attribute("url", "https://h/?token=abcdef123");
        step.failed(new IllegalStateException("password=hunter22"));
      }
      job.jobFailed(new IllegalStateException("password=hunter22"));
    }
    assertThat(telemetry.spans().toString())
        .contains("***")
        .doesNotContain("hunter22", "abcdef123", "api_key=abc");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void thousandsOfVirtualThreadsEachCarryTheirJob() throws Exception {
    int threads = 5_000;
    ConnectorLogger worker = worker();
    CountDownLatch all = new CountDownLatch(threads);
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    List<Future<String>> found = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        String id = "job-" + i;
        found.add(
            virtual.submit(
                () ->
                    worker.<String, InterruptedException>withJobContext(
                        id,
                        job -> {
                          all.countDown();
                          // All of them are in their jobs at once.
                          all.await();
                          job.jobProgress(e -> e.progress(50));
                          return String.valueOf(MDC.get("job_id"));
                        })));
      }
      for (int i = 0; i < threads; i++) {
        assertThat(found.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("job-" + i);
      }
    } finally {
      virtual.shutdownNow();
    }
    assertThat(events.all()).hasSize(4 * threads);
    assertThat(telemetry.spans()).hasSize(threads);
    assertThat(Context.current()).isSameAs(Context.root());
  }
}
