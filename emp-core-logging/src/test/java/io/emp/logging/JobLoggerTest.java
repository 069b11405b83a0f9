package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

@ExtendWith(NoLeaks.class)
class JobLoggerTest {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE_ID + "-" + SPAN_ID + "-01";

  @RegisterExtension final EventRecorder events = new EventRecorder();

  // The handler forms.

  @Test
  void aHandlersResultIsReturnedAndItsJobToldFromReceivedToCompleted() {
    int result = events.worker().withJobContext("job-1", job -> job.jobContext().jobId().length());
    assertThat(result).isEqualTo(5);
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "job_started", "job_completed");
    assertThat(events.each("job_id")).containsOnly("job-1");
    assertThat(events.each("trace_id")).doesNotContain("-").hasSize(3);
    assertThat(events.each("trace_id").stream().distinct()).hasSize(1);
  }

  @Test
  void aHandlerMayReturnNothing() {
    events
        .worker()
        .withJobContext(
            "job-1",
            job -> {
              job.jobProgress(e -> e.progress(50));
            });
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "job_started", "job_progress", "job_completed");
  }

  @Test
  void aHandlerMayBeAMethodReferenceOfEitherForm() {
    events.worker().withJobContext("job-1", JobLogger::jobContext);
    events.worker().withJobContext("job-2", JobLoggerTest::work);
    assertThat(events.each("event_type").stream().filter("job_completed"::equals)).hasSize(2);
  }

  private static void work(JobLogger job) {
    job.jobProgress(e -> e.progress(50));
  }

  @Test
  void aHandlerMayReturnNull() {
    JobFunction<@Nullable String, RuntimeException> handler = job -> null;
    assertThat(events.worker().withJobContext("job-1", handler)).isNull();
    assertThat(events.each("event_type")).endsWith("job_completed");
  }

  @Test
  void theHandlerFormsTakeAJobContext() {
    JobContext context = JobContext.builder("job-1").sessionId("s-1").attempt(3).build();
    String result = events.worker().withJobContext(context, job -> "done");
    events
        .worker()
        .withJobContext(
            context,
            job -> {
              job.info("by hand");
            });
    assertThat(result).isEqualTo("done");
    assertThat(events.each("session_id")).hasSize(7).containsOnly("s-1");
    assertThat(events.each("attempt")).containsOnly(3);
  }

  @Test
  void aHandlerThatOnlyThrowsCompilesAndItsExceptionIsThrownOnUnchanged() {
    ConnectorLogger worker = events.worker();
    IOException thrown = new IOException("disk on fire");
    IOException caught = null;
    try {
      // The compiler knows that IOException is what comes out: it must be caught, and nothing else.
      worker.withJobContext(
          "job-1",
          job -> {
            throw thrown;
          });
    } catch (IOException e) {
      caught = e;
    }
    assertThat(caught).isSameAs(thrown);
    assertThat(thrown).hasMessage("disk on fire").hasNoCause().hasNoSuppressedExceptions();
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "job_started", "job_failed");
    assertThat(events.ofType("job_failed"))
        .containsEntry("error_message", "disk on fire")
        .containsEntry("exception_type", "java.io.IOException")
        .containsEntry("level", "error");
  }

  @Test
  void aHandlerThatMayReturnThrowsOnItsCheckedException() {
    TimeoutException thrown = new TimeoutException("no answer");
    assertThatThrownBy(() -> events.worker().withJobContext("job-1", job -> render(thrown)))
        .isSameAs(thrown);
    assertThat(events.ofType("job_failed")).containsEntry("error_type", "timeout");
  }

  private static String render(@Nullable TimeoutException thrown) throws TimeoutException {
    if (thrown != null) {
      throw thrown;
    }
    return "image";
  }

  @Test
  void anErrorIsToldAndThrownOnUnchanged() {
    OutOfMemoryError thrown = new OutOfMemoryError("CUDA");
    assertThatThrownBy(
            () ->
                events
                    .worker()
                    .withJobContext(
                        "job-1",
                        job -> {
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "job_started", "job_failed");
    assertThat(events.ofType("job_failed"))
        .containsEntry("error_type", "memory")
        .containsEntry("exception_type", "java.lang.OutOfMemoryError");
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        end("job_completed", job -> job.jobCompleted(e -> e.outputCount(4))),
        end("job_failed", job -> job.jobFailed("no GPU")),
        end("job_failed", job -> job.jobFailed(new IOException("no GPU"))),
        end("job_cancelled", JobLogger::jobCancelled),
        end("job_timed_out", JobLogger::jobTimedOut));
  }

  private static Arguments end(String type, Consumer<JobLogger> tell) {
    return Arguments.of(type, tell);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void anEndToldByTheHandlerIsNotToldAgainWhenItReturns(String type, Consumer<JobLogger> tell) {
    events
        .worker()
        .withJobContext(
            "job-1",
            job -> {
              tell.accept(job);
            });
    assertThat(events.each("event_type")).containsExactly("job_received", "job_started", type);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void anEndToldByTheHandlerIsNotToldAgainWhenItThrows(String type, Consumer<JobLogger> tell) {
    IOException thrown = new IOException("afterwards");
    assertThatThrownBy(
            () ->
                events
                    .worker()
                    .withJobContext(
                        "job-1",
                        job -> {
                          tell.accept(job);
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThat(events.each("event_type")).containsExactly("job_received", "job_started", type);
  }

  // Each event of a job's life.

  static Stream<Arguments> lifecycle() {
    return Stream.of(
        told("job_received", "received", "info", "Job received", JobLogger::jobReceived),
        told(
            "job_received",
            "received",
            "info",
            "Job received",
            job -> job.jobReceived(JobLoggerTest::x)),
        told("job_started", "processing", "info", "Job started", JobLogger::jobStarted),
        told(
            "job_started",
            "processing",
            "info",
            "Job started",
            job -> job.jobStarted(JobLoggerTest::x)),
        told(
            "job_progress",
            "processing",
            "info",
            "Job progress",
            job -> job.jobProgress(JobLoggerTest::x)),
        told("job_completed", "completed", "info", "Job completed", JobLogger::jobCompleted),
        told(
            "job_completed",
            "completed",
            "info",
            "Job completed",
            job -> job.jobCompleted(JobLoggerTest::x)),
        told("job_failed", "failed", "error", "Job failed: why", job -> job.jobFailed("why")),
        told(
            "job_failed",
            "failed",
            "error",
            "Job failed: why",
            job -> job.jobFailed("why", JobLoggerTest::x)),
        told("job_failed", "failed", "error", "Job failed", job -> job.jobFailed(new Error())),
        told(
            "job_failed",
            "failed",
            "error",
            "Job failed",
            job -> job.jobFailed(new Error(), JobLoggerTest::x)),
        told("job_cancelled", "cancelled", "warn", "Job cancelled", JobLogger::jobCancelled),
        told("job_cancelled", "cancelled", "warn", "Job cancelled", job -> job.jobCancelled("why")),
        told(
            "job_cancelled",
            "cancelled",
            "warn",
            "Job cancelled",
            job -> job.jobCancelled(JobLoggerTest::x)),
        told("job_timed_out", "failed", "error", "Job timed out", JobLogger::jobTimedOut),
        told(
            "job_timed_out",
            "failed",
            "error",
            "Job timed out",
            job -> job.jobTimedOut(JobLoggerTest::x)),
        told("job_retried", "received", "warn", "Job retried", JobLogger::jobRetried),
        told(
            "job_retried",
            "received",
            "warn",
            "Job retried",
            job -> job.jobRetried(JobLoggerTest::x)));
  }

  private static void x(LogEvent event) {
    event.field("x", 1);
  }

  private static Arguments told(
      String type, String status, String level, String message, Consumer<JobLogger> call) {
    return Arguments.of(type, status, level, message, call);
  }

  @ParameterizedTest
  @MethodSource("lifecycle")
  void eachEventHasItsTypeStatusLevelAndMessage(
      String type, String status, String level, String message, Consumer<JobLogger> call) {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      call.accept(job);
    }
    assertThat(events.only())
        .containsEntry("event_type", type)
        .containsEntry("job_status", status)
        .containsEntry("level", level)
        .containsEntry("message", message)
        .containsEntry("job_id", "job-1")
        .containsEntry("machine_id", "machine-a")
        .containsEntry("worker_id", "worker-1")
        .containsKeys("timestamp", "logger", "thread", "trace_id");
  }

  @Test
  void everyTypedFieldIsWrittenUnderItsName() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobProgress(
          e ->
              e.duration(Duration.ofSeconds(15))
                  .queueWait(Duration.ofMillis(250))
                  .inputSize(1024)
                  .outputSize(5_000_000_000L)
                  .outputCount(4)
                  .progress(37.5)
                  .model("sdxl")
                  .queuePosition(3)
                  .priority(10)
                  .executionStep("KSampler")
                  .currentOperation("denoise")
                  .estimatedRemaining(Duration.ofMinutes(1))
                  .errorType("model")
                  .errorMessage("checkpoint missing")
                  .message("half way")
                  .field("seed", 42));
    }
    assertThat(events.only())
        .containsEntry("duration_ms", 15_000)
        .containsEntry("queue_wait_ms", 250)
        .containsEntry("input_size", 1024)
        .containsEntry("output_size", 5_000_000_000L)
        .containsEntry("output_count", 4)
        .containsEntry("progress", 37.5)
        .containsEntry("model", "sdxl")
        .containsEntry("queue_position", 3)
        .containsEntry("priority", 10)
        .containsEntry("execution_step", "KSampler")
        .containsEntry("current_operation", "denoise")
        .containsEntry("estimated_remaining_ms", 60_000)
        .containsEntry("error_type", "model")
        .containsEntry("error_message", "checkpoint missing")
        .containsEntry("message", "half way")
        .containsEntry("seed", 42)
        .doesNotContainKey("dropped_fields");
  }

  // Durations.

  @ParameterizedTest
  @MethodSource("ends")
  void anEndCarriesTheDurationSinceStarted(String type, Consumer<JobLogger> tell) {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobStarted();
      tell.accept(job);
    }
    assertThat(events.ofType(type).get("duration_ms"))
        .isInstanceOf(Integer.class)
        .asInstanceOf(INTEGER)
        .isNotNegative();
  }

  @Test
  void anEndCarriesTheDurationSinceReceivedWhereTheJobWasNotStarted() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobReceived();
      job.jobCompleted();
    }
    assertThat(events.ofType("job_completed")).containsKey("duration_ms");
  }

  @Test
  void anEndOfAJobNeverReceivedHasNoDuration() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobCompleted();
    }
    assertThat(events.only()).doesNotContainKey("duration_ms");
  }

  @Test
  void theDurationIsMeasuredEvenWhereTheEventThatBeginsItIsNotLogged() {
    events.logger().setLevel(Level.ERROR);
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobStarted();
      job.jobFailed("why");
    }
    assertThat(events.only()).containsEntry("event_type", "job_failed").containsKey("duration_ms");
  }

  @Test
  void theCallersOwnDurationWins() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobStarted();
      job.jobCompleted(e -> e.duration(Duration.ofHours(1)));
      job.jobFailed("why", e -> e.duration(Duration.ofHours(2)));
    }
    assertThat(events.ofType("job_completed")).containsEntry("duration_ms", 3_600_000);
    assertThat(events.ofType("job_failed")).containsEntry("duration_ms", 7_200_000);
  }

  @Test
  void onlyEventsThatEndAJobHaveADurationOfTheSdks() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobReceived();
      job.jobStarted();
      job.jobProgress(null);
      job.info("plain");
      job.jobRetried();
    }
    assertThat(events.each("duration_ms")).containsOnly("-");
  }

  @Test
  void aHandlerThatGivesItsJobBackTellsNoOtherEnd() {
    events
        .worker()
        .withJobContext(
            "job-1",
            job -> {
              job.jobRetried();
            });
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "job_started", "job_retried");
  }

  // Failures.

  @Test
  void jobFailedWithAReasonTellsItAndFindsItsType() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobFailed("Connection refused", e -> e.field("host", "10.0.0.1"));
    }
    assertThat(events.only())
        .containsEntry("message", "Job failed: Connection refused")
        .containsEntry("error_message", "Connection refused")
        .containsEntry("error_type", "network")
        .containsEntry("host", "10.0.0.1")
        .doesNotContainKeys("exception_type", "stack_trace", "stack_hash");
  }

  @Test
  void jobFailedWithoutAReasonSaysUnknown() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobFailed((String) null);
      job.jobFailed((Throwable) null);
    }
    assertThat(events.each("error_type")).containsExactly("unknown", "unknown");
    assertThat(events.each("error_message")).containsExactly("unknown", "unknown");
  }

  @Test
  void jobFailedWithAThrowableTellsItsClassMessageTypeAndStack() {
    IOException root = new IOException("Connection reset by peer");
    IllegalStateException thrown = new IllegalStateException("upload failed", root);
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobFailed(thrown, e -> e.field("upload", 7));
    }
    Map<String, Object> event = events.only();
    assertThat(event)
        .containsEntry("message", "Job failed")
        .containsEntry("error_type", "network")
        .containsEntry("error_message", "upload failed")
        .containsEntry("exception_type", "java.lang.IllegalStateException")
        .containsEntry("upload", 7);
    assertThat((String) event.get("stack_trace"))
        .startsWith("java.lang.IllegalStateException: upload failed\n\tat " + getClass().getName())
        .contains("\nCaused by: java.io.IOException: Connection reset by peer\n");
    assertThat((String) event.get("stack_hash")).matches("[0-9a-f]{16}");
  }

  @Test
  void theCallersErrorTypeAndMessageWin() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobFailed(
          new IOException("reset by peer"), e -> e.errorType("worker_crash").errorMessage("died"));
    }
    assertThat(events.only())
        .containsEntry("error_type", "worker_crash")
        .containsEntry("error_message", "died")
        .containsEntry("exception_type", "java.io.IOException");
  }

  @Test
  void aTimedOutJobIsAnErrorOfTypeTimeout() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobTimedOut(e -> e.errorMessage("no result after 60 s"));
      job.jobTimedOut();
    }
    assertThat(events.each("error_type")).containsOnly("timeout");
    assertThat(events.each("error_message")).containsExactly("no result after 60 s", "timed out");
  }

  @Test
  void aCancelledJobsReasonIsAFieldAndNoError() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobCancelled("user left");
    }
    assertThat(events.only())
        .containsEntry("reason", "user left")
        .doesNotContainKeys("error_type", "error_message");
  }

  // Which job.

  @Test
  void aJobLoggerCarriesItsIdsOnAnyThreadWithAndWithoutItsScope() throws Exception {
    try (OtherThread other = new OtherThread();
        JobLogger job = events.worker().withJobContext("job-1")) {
      other.execute(() -> job.info("from another thread"));
      other.execute(() -> assertThat(MDC.get("job_id")).isNull());
      job.close();
      job.info("after the scope");
    }
    assertThat(events.each("job_id")).containsExactly("job-1", "job-1");
    assertThat(events.each("trace_id").stream().distinct()).hasSize(1).doesNotContain("-");
  }

  @Test
  void anOuterJobsLoggerKeepsItsOwnIdsInsideAnInnerJob() {
    ConnectorLogger worker = events.worker();
    try (JobLogger outer = worker.withJobContext("outer");
        JobLogger inner =
            worker.withJobContext(JobContext.builder("inner").sessionId("s-1").build())) {
      outer.info("of the outer");
      inner.info("of the inner");
    }
    assertThat(events.withMessage("of the outer"))
        .containsEntry("job_id", "outer")
        .doesNotContainKey("session_id");
    assertThat(events.withMessage("of the inner"))
        .containsEntry("job_id", "inner")
        .containsEntry("session_id", "s-1");
  }

  @Test
  void allThatTheContextSaysIsOnEveryEvent() {
    JobContext context =
        JobContext.builder("job-1")
            .sessionId("session-1")
            .workflowId("workflow-1")
            .attempt(2)
            .traceparent(TRACEPARENT)
            .build();
    try (JobLogger job = events.worker().withJobContext(context)) {
      assertThat(job.jobContext()).isSameAs(context);
      job.jobReceived();
      job.info("plain");
    }
    assertThat(events.all())
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event)
                    .containsEntry("trace_id", TRACE_ID)
                    .containsEntry("span_id", SPAN_ID)
                    .containsEntry("trace_flags", "01")
                    .containsEntry("job_id", "job-1")
                    .containsEntry("session_id", "session-1")
                    .containsEntry("workflow_id", "workflow-1")
                    .containsEntry("attempt", 2)
                    .containsEntry("service_instance_id", "machine-machine-a.worker-1"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  \t"})
  void aJobWithoutAnIdIsCalledUnknown(@Nullable String jobId) {
    try (JobLogger job = events.worker().withJobContext(jobId)) {
      job.info("x");
    }
    try (JobLogger job = events.worker().withJobContext((JobContext) null)) {
      job.info("x");
    }
    assertThat(events.each("job_id")).containsExactly("unknown", "unknown");
  }

  @Test
  void longIdsAreCutAndBlankOnesLeftOut() {
    JobContext context =
        JobContext.builder("j".repeat(300))
            .sessionId("s".repeat(JobContext.MAX_ID_CHARS))
            .workflowId(" ")
            .build();
    try (JobLogger job = events.worker().withJobContext(context)) {
      job.info("x");
    }
    assertThat(events.only())
        .containsEntry("job_id", "j".repeat(JobContext.MAX_ID_CHARS))
        .containsEntry("session_id", "s".repeat(JobContext.MAX_ID_CHARS))
        .doesNotContainKey("workflow_id");
  }

  // Its trace.

  @ParameterizedTest
  @ValueSource(
      strings = {
        TRACEPARENT,
        "  " + TRACEPARENT + " ",
        "cc-" + TRACE_ID + "-" + SPAN_ID + "-01",
        "cc-" + TRACE_ID + "-" + SPAN_ID + "-01-what-comes-later"
      })
  void aValidTraceparentIsTheTrace(String header) {
    Map<String, Object> event = traced(header);
    assertThat(event)
        .containsEntry("trace_id", TRACE_ID)
        .containsEntry("span_id", SPAN_ID)
        .containsEntry("trace_flags", "01");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "garbage",
        "00-" + TRACE_ID + "-" + SPAN_ID,
        "00-" + TRACE_ID + "-" + SPAN_ID + "-0",
        "00-" + TRACE_ID + "-" + SPAN_ID + "-0g",
        "00-" + TRACE_ID + "-" + SPAN_ID + "-01-more",
        "cc-" + TRACE_ID + "-" + SPAN_ID + "-01more",
        "ff-" + TRACE_ID + "-" + SPAN_ID + "-01",
        "0x-" + TRACE_ID + "-" + SPAN_ID + "-01",
        "00_" + TRACE_ID + "-" + SPAN_ID + "-01",
        "00-" + TRACE_ID + "_" + SPAN_ID + "-01",
        "00-" + TRACE_ID + "-" + SPAN_ID + "_01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN_ID + "-01",
        "00-" + TRACE_ID + "-00F067AA0BA902B7-01",
        "00-00000000000000000000000000000000-" + SPAN_ID + "-01",
        "00-" + TRACE_ID + "-0000000000000000-01"
      })
  void withoutAValidTraceparentTheJobGetsATraceOfItsOwn(@Nullable String header) {
    Map<String, Object> event = traced(header);
    assertThat((String) event.get("trace_id"))
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(TRACE_ID)
        .isNotEqualTo("0".repeat(32));
    assertThat(event).doesNotContainKeys("span_id", "trace_flags");
  }

  private Map<String, Object> traced(@Nullable String header) {
    JobContext context = JobContext.builder("job-1").traceparent(header).build();
    try (JobLogger job = events.worker().withJobContext(context)) {
      job.info("x");
    }
    return events.only();
  }

  @Test
  void eachJobGetsItsOwnTraceAndKeepsIt() {
    ConnectorLogger worker = events.worker();
    for (int i = 0; i < 2; i++) {
      try (JobLogger job = worker.withJobContext("same id")) {
        job.info("ours");
        events.library().info("of a library");
      }
    }
    assertThat(events.each("trace_id")).hasSize(4);
    assertThat(events.each("trace_id").get(0)).isEqualTo(events.each("trace_id").get(1));
    assertThat(events.each("trace_id").get(2)).isEqualTo(events.each("trace_id").get(3));
    assertThat(events.each("trace_id").get(0)).isNotEqualTo(events.each("trace_id").get(2));
  }

  // What a lambda cannot do.

  @Test
  void aLambdaThatThrowsLeavesTheEventWithWhatItHadSet() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobStarted();
      job.jobCompleted(
          e -> {
            e.outputCount(4).field("kept", true);
            throw new IllegalStateException("of the lambda");
          });
    }
    assertThat(events.ofType("job_completed"))
        .containsEntry("output_count", 4)
        .containsEntry("kept", true)
        .containsEntry("job_status", "completed")
        .containsEntry("log_event_error", "java.lang.IllegalStateException")
        .containsKey("duration_ms");
  }

  @Test
  void aLambdaCannotOverwriteWhatTheSdkTells() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("job_id", "forged");
    fields.put("event_type", "forged");
    fields.put("job_status", "forged");
    fields.put("trace_id", "forged");
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobCompleted(e -> e.fields(fields));
    }
    assertThat(events.only())
        .containsEntry("job_id", "job-1")
        .containsEntry("event_type", "job_completed")
        .containsEntry("job_status", "completed")
        .containsEntry("field_job_id", "forged")
        .containsEntry("field_event_type", "forged")
        .containsEntry("field_job_status", "forged")
        .containsEntry("field_trace_id", "forged");
  }

  @Test
  void anEventKeptByItsLambdaCanNoLongerBeChanged() {
    AtomicReference<LogEvent> kept = new AtomicReference<>();
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobProgress(
          e -> {
            kept.set(e);
            e.progress(1).field("x", 1);
          });
    }
    LogEvent event = Objects.requireNonNull(kept.get());
    event.progress(2).model("late").field("x", 2).field("y", 2).message("late");
    Map<String, Object> known = new HashMap<>();
    event.forEachKnown(known::put);
    event.forEachOfCallers(known::put);
    assertThat(known)
        .containsEntry("progress", 1.0)
        .containsEntry("x", 1)
        .doesNotContainKeys("model", "y");
    assertThat(event.message()).isNull();
  }
}
