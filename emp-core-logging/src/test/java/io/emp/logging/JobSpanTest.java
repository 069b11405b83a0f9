package io.emp.logging;

import static io.emp.logging.RecordedTelemetry.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobSpanTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + PARENT + "-01";

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final JobTelemetry jobs = telemetry.jobs();

  @BeforeEach
  @AfterEach
  void nothingIsCurrent() {
    assertThat(Context.current()).isSameAs(Context.root());
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  private static JobContext job() {
    return JobContext.builder("job-1")
        .sessionId("session-1")
        .workflowId("workflow-1")
        .attempt(2)
        .build();
  }

  private static LogEvent event(EventKind kind) {
    return new LogEvent().set(WireField.JOB_STATUS, kind.jobStatus);
  }

  private static void tell(JobSpan span, EventKind kind) {
    span.told(kind, event(kind), null);
  }

  @Test
  void aJobIsASpanWithTheIdsOfJobAndWorkerAndTheConventionsOfMessaging() {
    JobSpan span = jobs.start(job());
    tell(span, EventKind.JOB_COMPLETED);
    SpanData told = telemetry.only();
    assertThat(told.getName()).isEqualTo("job.process");
    assertThat(told.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(told.getInstrumentationScopeInfo().getName()).isEqualTo("io.emp.logging");
    assertThat(attributes(told))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("emp.job_id", "job-1"),
                Map.entry("emp.session_id", "session-1"),
                Map.entry("emp.workflow_id", "workflow-1"),
                Map.entry("emp.attempt", 2L),
                Map.entry("emp.machine_id", "machine-a"),
                Map.entry("emp.worker_id", "worker-1"),
                Map.entry("emp.service_type", "comfyui"),
                Map.entry("emp.connector_id", "comfyui-local"),
                Map.entry("emp.job_status", "completed"),
                Map.entry("messaging.operation.type", "process"),
                Map.entry("messaging.operation.name", "process"),
                Map.entry("messaging.message.id", "job-1")));
    assertThat(span.trace())
        .isEqualTo(
            new TraceContext(
                told.getTraceId(),
                told.getSpanId(),
                told.getSpanContext().getTraceFlags().asHex()));
    assertThat(told.getSpanContext().isSampled()).isTrue();
  }

  @Test
  void whatIsNotKnownOfAJobIsNoAttribute() {
    JobTelemetry nobody =
        JobTelemetries.of(
            telemetry.sdk(), new WorkerIdentity("machine-a", "worker-1", null, null, null), false);
    nobody.start(JobContext.of("job-1")).close();
    assertThat(attributes(telemetry.only()))
        .containsOnlyKeys(
            "emp.job_id",
            "emp.machine_id",
            "emp.worker_id",
            "messaging.operation.type",
            "messaging.operation.name",
            "messaging.message.id");
  }

  @Test
  void theSubmittersSpanIsTheParentWithItsState() {
    JobContext submitted =
        JobContext.builder("job-1").traceparent(HEADER).tracestate("vendor=x").build();
    jobs.start(submitted).close();
    SpanData told = telemetry.only();
    assertThat(told.getTraceId()).isEqualTo(TRACE);
    assertThat(told.getParentSpanContext().getSpanId()).isEqualTo(PARENT);
    assertThat(told.getParentSpanContext().isRemote()).isTrue();
    assertThat(told.getSpanContext().getTraceState().get("vendor")).isEqualTo("x");
    assertThat(told.getLinks()).isEmpty();
  }

  @Test
  void theCurrentSpanIsTheParentAndASubmitterOfAnotherTraceIsLinked() {
    Span claim = telemetry.sdk().getTracer("test").spanBuilder("claim").startSpan();
    try (Scope scope = claim.makeCurrent()) {
      jobs.start(JobContext.builder("job-1").traceparent(HEADER).build()).close();
    }
    SpanData told = telemetry.only();
    assertThat(told.getTraceId()).isEqualTo(claim.getSpanContext().getTraceId());
    assertThat(told.getParentSpanId()).isEqualTo(claim.getSpanContext().getSpanId());
    assertThat(told.getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
              assertThat(link.getSpanContext().getSpanId()).isEqualTo(PARENT);
            });
  }

  @Test
  void aSubmitterInTheTraceOfTheCurrentSpanIsNotLinked() {
    Span claim = telemetry.sdk().getTracer("test").spanBuilder("claim").startSpan();
    String header = "00-" + claim.getSpanContext().getTraceId() + "-" + PARENT + "-01";
    try (Scope scope = claim.makeCurrent()) {
      jobs.start(JobContext.builder("job-1").traceparent(header).build()).close();
    }
    assertThat(telemetry.only().getLinks()).isEmpty();
  }

  @Test
  void aTraceMadeWhenTheJobWasInjectedIsContinuedByTheSameContext() {
    JobContext job = JobContext.of("job-1");
    Map<String, String> hash = new HashMap<>();
    job.inject(hash);
    jobs.start(job).close();
    assertThat(telemetry.only().getTraceId()).isEqualTo(hash.get("job_trace_id"));
  }

  @Test
  void fieldsOfEventsAreAttributes() {
    JobSpan span = jobs.start(job());
    span.told(EventKind.JOB_RECEIVED, event(EventKind.JOB_RECEIVED).inputSize(1024), null);
    span.told(EventKind.JOB_STARTED, event(EventKind.JOB_STARTED).model("sdxl"), null);
    span.told(
        EventKind.JOB_PROGRESS,
        event(EventKind.JOB_PROGRESS).progress(37.5).executionStep("KSampler"),
        null);
    span.told(EventKind.JOB_COMPLETED, event(EventKind.JOB_COMPLETED).outputCount(4), null);
    assertThat(attributes(telemetry.only()))
        .containsEntry("emp.input_size", 1024L)
        .containsEntry("emp.model", "sdxl")
        .containsEntry("emp.progress", 37.5)
        .containsEntry("emp.execution_step", "KSampler")
        .containsEntry("emp.output_count", 4L)
        .containsEntry("emp.job_status", "completed");
    assertThat(telemetry.only().getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
  }

  @Test
  void aFailureHasWhatWasThrownAndTheStatusError() {
    JobSpan span = jobs.start(job());
    span.told(
        EventKind.JOB_FAILED, event(EventKind.JOB_FAILED), new ConnectException("refused by host"));
    SpanData told = telemetry.only();
    assertThat(told.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(told.getStatus().getDescription()).isEqualTo("refused by host");
    assertThat(attributes(told))
        .containsEntry("emp.job_status", "failed")
        .containsEntry("emp.error_type", "network")
        .containsEntry("emp.error_message", "refused by host")
        .containsEntry("error.type", "java.net.ConnectException");
    EventData exception = told.getEvents().get(0);
    assertThat(exception.getName()).isEqualTo("exception");
    assertThat(RecordedTelemetry.map(exception.getAttributes().asMap()))
        .containsEntry("exception.type", "java.net.ConnectException")
        .containsEntry("exception.message", "refused by host")
        .hasEntrySatisfying(
            "exception.stacktrace",
            stack ->
                assertThat((String) stack)
                    .startsWith("java.net.ConnectException: refused by host\n\tat "));
  }

  @Test
  void aFailureWithoutAnythingThrownHasItsTypeForTheConvention() {
    JobSpan span = jobs.start(job());
    span.told(
        EventKind.JOB_TIMED_OUT,
        event(EventKind.JOB_TIMED_OUT).errorType("timeout").errorMessage("timed out"),
        null);
    assertThat(attributes(telemetry.only()))
        .containsEntry("error.type", "timeout")
        .containsEntry("emp.error_type", "timeout")
        .containsEntry("emp.job_status", "failed");
    assertThat(telemetry.only().getEvents()).isEmpty();
    assertThat(telemetry.only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aCancelledJobIsNoError() {
    tell(jobs.start(job()), EventKind.JOB_CANCELLED);
    assertThat(telemetry.only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(telemetry.only())).containsEntry("emp.job_status", "cancelled");
  }

  @Test
  void aRetriedJobsSpanEndsWithAnEvent() {
    tell(jobs.start(job()), EventKind.JOB_RETRIED);
    assertThat(telemetry.only().getEvents())
        .extracting(EventData::getName)
        .containsExactly("job_retried");
    assertThat(telemetry.only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @ParameterizedTest
  @EnumSource(
      value = EventKind.class,
      names = {"JOB_COMPLETED", "JOB_FAILED", "JOB_CANCELLED", "JOB_TIMED_OUT", "JOB_RETRIED"})
  void theFirstEndEndsTheSpanAndNothingChangesItLater(EventKind end) {
    JobSpan span = jobs.start(job());
    tell(span, end);
    Map<String, Object> first = attributes(telemetry.only());
    tell(span, EventKind.JOB_FAILED);
    span.told(EventKind.JOB_PROGRESS, event(EventKind.JOB_PROGRESS).progress(1), null);
    span.close();
    assertThat(attributes(telemetry.only())).isEqualTo(first);
  }

  @Test
  void aJobThatIsNeverToldEndsWithItsLogger() {
    jobs.start(job()).close();
    assertThat(telemetry.only().hasEnded()).isTrue();
    assertThat(attributes(telemetry.only())).doesNotContainKey("emp.job_status");
  }

  @Test
  void whatHasNoLimitIsCut() {
    JobSpan span = jobs.start(job());
    String immense = "x".repeat(1_000_000);
    span.told(
        EventKind.JOB_FAILED,
        event(EventKind.JOB_FAILED).model(immense),
        new IllegalStateException(immense, new IOException(immense)));
    SpanData told = telemetry.only();
    assertThat(told.getStatus().getDescription()).hasSizeLessThanOrEqualTo(256);
    assertThat((String) attributes(told).get("emp.model"))
        .hasSize(1024)
        .endsWith("...[cut, 1000000 characters in all]");
    told.getAttributes()
        .forEach((key, value) -> assertThat(value.toString()).hasSizeLessThanOrEqualTo(1024));
    assertThat(
            RecordedTelemetry.map(told.getEvents().get(0).getAttributes().asMap())
                .get("exception.stacktrace")
                .toString())
        .hasSizeLessThanOrEqualTo(FieldWriter.MAX_STRING_BYTES);
  }

  @Test
  void aThrowableThatThrowsHarmsNothing() {
    for (Throwable hostile : HostileThrowables.all()) {
      JobSpan span = jobs.start(job());
      span.told(EventKind.JOB_FAILED, event(EventKind.JOB_FAILED), hostile);
    }
    assertThat(telemetry.spans())
        .hasSize(HostileThrowables.all().size())
        .allSatisfy(
            span -> {
              assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
              assertThat(span.getEvents()).hasSize(1);
            });
  }

  @Test
  void aSpanThatIsNotSampledHasIdsAllTheSame() {
    try (RecordedTelemetry off = new RecordedTelemetry(Sampler.alwaysOff())) {
      JobSpan span = off.jobs().start(job());
      tell(span, EventKind.JOB_COMPLETED);
      assertThat(span.trace().traceId()).matches("[0-9a-f]{32}");
      assertThat(span.trace().traceFlags()).isIn("00", "02");
      assertThat(off.spans()).isEmpty();
    }
  }

  @Test
  void bindingMakesTheSpanCurrentAndRestoresWhatWas() {
    JobSpan span = jobs.start(job());
    Span before = telemetry.sdk().getTracer("test").spanBuilder("before").startSpan();
    try (Scope scope = before.makeCurrent()) {
      JobSpan.Binding binding = span.bind();
      assertThat(CurrentSpan.traceContext()).isEqualTo(span.trace());
      binding.close();
      binding.close();
      assertThat(Span.current()).isSameAs(before);
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker")
  void whatWasLeftOpenInsideABindingIsClosedWithIt() {
    JobSpan span = jobs.start(job());
    JobSpan.Binding binding = span.bind();
    span.step("left open");
    Context.current().with(Span.getInvalid()).makeCurrent();
    binding.close();
    assertThat(Context.current()).isSameAs(Context.root());
  }

  @Test
  void aBindingClosedOnAnotherThreadTakesNothingFromIt() throws Exception {
    JobSpan span = jobs.start(job());
    JobSpan.Binding here = span.bind();
    try (OtherThread other = new OtherThread()) {
      other.execute(
          () -> {
            JobSpan.Binding there = span.bind();
            here.close();
            assertThat(CurrentSpan.traceContext()).isEqualTo(span.trace());
            there.close();
          });
    }
    assertThat(CurrentSpan.traceContext()).isEqualTo(span.trace());
    here.close();
  }

  @Test
  void whatIsCarriedFromAStepIsTheStepElsewhereTheJob() throws Exception {
    JobSpan span = jobs.start(job());
    JobSpan fromOutside;
    JobSpan fromStep;
    Span unrelated = telemetry.sdk().getTracer("test").spanBuilder("unrelated").startSpan();
    try (Scope scope = unrelated.makeCurrent()) {
      fromOutside = span.carried();
    }
    String stepId;
    try (JobSpan.Binding binding = span.bind();
        JobStep step = span.step("a step")) {
      fromStep = span.carried();
      stepId = Span.current().getSpanContext().getSpanId();
    }
    assertThat(fromOutside.trace()).isEqualTo(span.trace());
    assertThat(fromStep.trace().spanId()).isEqualTo(stepId);
    try (OtherThread other = new OtherThread()) {
      assertThat(other.call(() -> boundSpanId(fromOutside))).isEqualTo(span.trace().spanId());
      assertThat(other.call(() -> boundSpanId(fromStep))).isEqualTo(stepId);
      assertThat(other.call(() -> Context.current() == Context.root())).isTrue();
    }
  }

  private static String boundSpanId(JobSpan span) {
    try (JobSpan.Binding binding = span.bind()) {
      assertThat(span.carried().trace()).isEqualTo(span.trace());
      return Span.current().getSpanContext().getSpanId();
    }
  }

  @Test
  void baggageHasTheJobsIdsOnlyWhenAsked() {
    JobContext job = JobContext.builder("job-1").workflowId("workflow-1").build();
    try (JobSpan.Binding binding = jobs.start(job).bind()) {
      assertThat(Baggage.current().isEmpty()).isTrue();
    }
    JobSpan outer = JobTelemetries.of(telemetry.sdk(), RecordedTelemetry.WORKER, true).start(job());
    try (JobSpan.Binding binding = outer.bind()) {
      JobSpan inner = JobTelemetries.of(telemetry.sdk(), RecordedTelemetry.WORKER, true).start(job);
      try (JobSpan.Binding innerBinding = inner.bind()) {
        assertThat(Baggage.current().asMap().keySet())
            .containsExactlyInAnyOrder("emp.job_id", "emp.workflow_id");
        assertThat(Baggage.current().getEntryValue("emp.job_id")).isEqualTo("job-1");
      }
    }
  }

  @Test
  void baggageThatAJobCameWithIsCurrentInIt() {
    JobContext job = JobContext.extract(Map.of("job_id", "job-1", "baggage", "tenant=acme,x=%20"));
    try (JobSpan.Binding binding = jobs.start(job).bind()) {
      assertThat(Baggage.current().getEntryValue("tenant")).isEqualTo("acme");
    }
  }

  @Test
  void aStepIsAChildOfTheSpanThatIsCurrentInTheJob() {
    JobSpan span = jobs.start(job());
    try (JobSpan.Binding binding = span.bind();
        JobStep outer = span.step(JobStep.IMAGE_GENERATION)) {
      try (JobStep inner = span.step(JobStep.HTTP_REQUEST)) {
        inner
            .attribute("http.response.status_code", 200)
            .attribute("ratio", 0.5f)
            .attribute("cached", true)
            .attribute("kind", StatusCode.OK)
            .attribute("nothing", null)
            .attribute(null, "nothing")
            .attribute("nan", Double.NaN)
            .attribute(
                "hostile",
                new Object() {
                  @Override
                  public String toString() {
                    throw new IllegalStateException("no text");
                  }
                });
      }
    }
    tell(span, EventKind.JOB_COMPLETED);
    SpanData job = telemetry.named("job.process");
    SpanData generation = telemetry.named("process.image_generation");
    SpanData request = telemetry.named("process.http_request");
    assertThat(generation.getParentSpanId()).isEqualTo(job.getSpanId());
    assertThat(generation.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(request.getParentSpanId()).isEqualTo(generation.getSpanId());
    assertThat(request.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(request))
        .containsEntry("emp.execution_step", "http_request")
        .containsEntry("emp.job_id", "job-1")
        .containsEntry("emp.workflow_id", "workflow-1")
        .containsEntry("emp.attempt", 2L)
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("ratio", 0.5)
        .containsEntry("cached", true)
        .containsEntry("kind", "OK")
        .doesNotContainKeys("nothing", "nan")
        .hasEntrySatisfying("hostile", value -> assertThat((String) value).contains("unreadable"));
  }

  @Test
  void aStepOutsideTheJobsScopeIsAChildOfTheJobAllTheSame() {
    JobSpan span = jobs.start(job());
    span.step("free name").close();
    assertThat(telemetry.named("free name").getParentSpanId()).isEqualTo(span.trace().spanId());
  }

  @Test
  void aStepWithoutANameHasOne() {
    jobs.start(job()).step(" ").close();
    assertThat(telemetry.only().getName()).isEqualTo("step");
  }

  @Test
  void whatAStepThrowsIsToldAndThrownOn() {
    JobSpan span = jobs.start(job());
    StepFunction<String, IOException> upload =
        step -> {
          throw new IOException("broken pipe");
        };
    assertThatThrownBy(() -> span.step(JobStep.UPLOAD, upload)).isInstanceOf(IOException.class);
    SpanData told = telemetry.named("process.upload");
    assertThat(told.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(told.getEvents()).extracting(EventData::getName).containsExactly("exception");
    assertThat(attributes(told))
        .containsEntry("error.type", "java.io.IOException")
        .containsEntry("emp.error_type", "network");
  }

  @Test
  void aStepsResultIsItsFunctions() {
    int length = jobs.start(job()).step("measure", step -> "four".length());
    assertThat(length).isEqualTo(4);
    assertThat(telemetry.only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aStepClosedTwiceOrElsewhereEndsOnceAndTakesNothingFromOthers() throws Exception {
    JobSpan span = jobs.start(job());
    JobStep step = span.step("a step");
    try (OtherThread other = new OtherThread()) {
      other.execute(
          () -> {
            try (JobSpan.Binding binding = span.carried().bind()) {
              Span current = Span.current();
              step.close();
              assertThat(Span.current()).isSameAs(current);
            }
          });
    }
    step.close();
    step.close();
    step.failed(new IOException("too late"));
    assertThat(telemetry.spans()).hasSize(1);
    assertThat(telemetry.only().getEvents()).isEmpty();
  }

  @Test
  void ofOneTraceAreAllSpansOfAJob() {
    JobSpan span = jobs.start(JobContext.builder("job-1").traceparent(HEADER).build());
    try (JobSpan.Binding binding = span.bind()) {
      for (String name :
          List.of(
              JobStep.HTTP_REQUEST,
              JobStep.MODEL_DOWNLOAD,
              JobStep.IMAGE_GENERATION,
              JobStep.UPLOAD)) {
        span.step(name).close();
      }
    }
    tell(span, EventKind.JOB_COMPLETED);
    assertThat(telemetry.spans()).hasSize(5);
    assertThat(telemetry.spans()).extracting(SpanData::getTraceId).containsOnly(TRACE);
  }
}
