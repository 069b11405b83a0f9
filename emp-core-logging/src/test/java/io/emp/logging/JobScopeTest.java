package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

@ExtendWith(NoLeaks.class)
class JobScopeTest {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private static JobContext fullContext() {
    return JobContext.builder("job-1")
        .sessionId("session-1")
        .workflowId("workflow-1")
        .attempt(2)
        .traceparent("00-" + TRACE_ID + "-" + SPAN_ID + "-01")
        .build();
  }

  private static Map<String, String> mdc() {
    Map<String, String> map = MDC.getCopyOfContextMap();
    return map == null ? Map.of() : map;
  }

  @Test
  void theMdcHoldsAllThatIsKnownOfTraceJobAndWorker() {
    try (JobLogger job = events.worker().withJobContext(fullContext())) {
      assertThat(JobScope.currentJob()).isSameAs(job);
      assertThat(mdc())
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("trace_id", TRACE_ID),
                  Map.entry("span_id", SPAN_ID),
                  Map.entry("trace_flags", "01"),
                  Map.entry("job_id", "job-1"),
                  Map.entry("session_id", "session-1"),
                  Map.entry("workflow_id", "workflow-1"),
                  Map.entry("attempt", "2"),
                  Map.entry("machine_id", "machine-a"),
                  Map.entry("worker_id", "worker-1"),
                  Map.entry("service_type", "comfyui"),
                  Map.entry("connector_id", "comfyui-local"),
                  Map.entry("service_instance_id", "machine-machine-a.worker-1"),
                  Map.entry("component", "connector")));
    }
  }

  @Test
  void aLineOfAnyLibraryCarriesTheJobsIds() {
    try (JobLogger job = events.worker().withJobContext(fullContext())) {
      events.library().info("loaded {}", "sdxl");
      assertThat(job.jobContext().jobId()).isEqualTo("job-1");
    }
    assertThat(events.only())
        .containsEntry("message", "loaded sdxl")
        .containsEntry("trace_id", TRACE_ID)
        .containsEntry("span_id", SPAN_ID)
        .containsEntry("trace_flags", "01")
        .containsEntry("job_id", "job-1")
        .containsEntry("session_id", "session-1")
        .containsEntry("workflow_id", "workflow-1")
        .containsEntry("attempt", 2)
        .containsEntry("machine_id", "machine-a")
        .containsEntry("worker_id", "worker-1")
        .containsEntry("service_type", "comfyui")
        .containsEntry("connector_id", "comfyui-local")
        .containsEntry("service_instance_id", "machine-machine-a.worker-1")
        .containsEntry("component", "connector")
        .doesNotContainKey("event_type");
  }

  @Test
  void closingRestoresWhatWasThereWhateverHappenedInside() {
    Map<String, String> before =
        Map.of("job_id", "set by the host", "request", "r-1", "user", "u-1", "span_id", "host");
    MDC.setContextMap(new HashMap<>(before));
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      assertThat(mdc())
          .containsEntry("job_id", job.jobContext().jobId())
          .containsEntry("request", "r-1")
          .containsEntry("user", "u-1")
          .doesNotContainKey("span_id");
      MDC.put("request", "changed");
      MDC.remove("user");
      MDC.put("added", "inside");
      MDC.put("job_id", "changed");
    }
    assertThat(mdc()).isEqualTo(before);
    MDC.clear();
  }

  @Test
  void closingAnMdcThatWasNullLeavesNothing() {
    MDC.clear();
    assertThat(MDC.getCopyOfContextMap()).isNull();
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      assertThat(mdc()).containsEntry("job_id", job.jobContext().jobId());
      MDC.put("added", "inside");
    }
    assertThat(mdc()).isEmpty();
    assertThat(JobScope.currentJob()).isNull();
  }

  @Test
  void anInnerJobHasNothingOfTheOuterAndTheOuterComesBack() {
    ConnectorLogger worker = events.worker();
    try (JobLogger outer = worker.withJobContext(fullContext())) {
      Map<String, String> outside = mdc();
      try (JobLogger inner = worker.withJobContext("job-2")) {
        assertThat(JobScope.currentJob()).isSameAs(inner);
        assertThat(mdc())
            .containsEntry("job_id", "job-2")
            .containsKey("trace_id")
            .doesNotContainEntry("trace_id", TRACE_ID)
            .doesNotContainKeys("session_id", "workflow_id", "attempt", "span_id", "trace_flags");
      }
      assertThat(JobScope.currentJob()).isSameAs(outer);
      assertThat(mdc()).isEqualTo(outside);
    }
  }

  @Test
  void closingTwiceDoesNothingTheSecondTime() {
    JobLogger job = events.worker().withJobContext("job-1");
    job.close();
    MDC.put("job_id", "of the host");
    job.close();
    assertThat(mdc()).isEqualTo(Map.of("job_id", "of the host"));
    MDC.clear();
  }

  @Test
  void closingAnInnerJobTwiceLeavesTheOuterOpen() {
    ConnectorLogger worker = events.worker();
    try (JobLogger outer = worker.withJobContext("outer")) {
      JobLogger inner = worker.withJobContext("inner");
      inner.close();
      MDC.put("added", "later");
      inner.close();
      assertThat(JobScope.currentJob()).isSameAs(outer);
      assertThat(mdc()).containsEntry("job_id", "outer").containsEntry("added", "later");
    }
  }

  @Test
  void closingOnAnotherThreadChangesNeitherThread() throws Exception {
    ConnectorLogger worker = events.worker();
    try (OtherThread other = new OtherThread();
        JobLogger job = worker.withJobContext("job-1")) {
      Map<String, String> before = mdc();
      Map<String, String> there =
          other.call(
              () -> {
                try (JobLogger own = worker.withJobContext("job-2")) {
                  job.close();
                  assertThat(JobScope.currentJob()).isSameAs(own);
                  return mdc();
                }
              });
      assertThat(there).containsEntry("job_id", "job-2");
      assertThat(mdc()).isEqualTo(before).containsEntry("job_id", "job-1");
      assertThat(JobScope.currentJob()).isSameAs(job);
      other.execute(NoLeaks::check);
    }
  }

  @Test
  void closingAnOuterJobClosesAnInnerOneLeftOpen() {
    ConnectorLogger worker = events.worker();
    MDC.put("request", "r-1");
    JobLogger outer = worker.withJobContext("outer");
    JobLogger inner = worker.withJobContext("inner");
    outer.close();
    assertThat(JobScope.currentJob()).isNull();
    assertThat(mdc()).isEqualTo(Map.of("request", "r-1"));
    inner.close();
    assertThat(JobScope.currentJob()).isNull();
    assertThat(mdc()).isEqualTo(Map.of("request", "r-1"));
    MDC.clear();
  }

  @Test
  void aJobBoundWithinItselfIsBoundUntilTheOuterScopeCloses() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.run(() -> assertThat(JobScope.currentJob()).isSameAs(job));
      assertThat(JobScope.currentJob()).isSameAs(job);
      assertThat(mdc()).containsEntry("job_id", "job-1");
    }
  }

  @Test
  void runAndCallBindTheJobAndRestore() throws Exception {
    JobLogger job = closed("job-1");
    MDC.put("request", "r-1");
    AtomicReference<@Nullable String> seen = new AtomicReference<>();
    job.run(() -> seen.set(MDC.get("job_id")));
    assertThat(seen).hasValue("job-1");
    assertThat(job.call(() -> MDC.get("job_id") + " " + MDC.get("request"))).isEqualTo("job-1 r-1");
    assertThat(mdc()).isEqualTo(Map.of("request", "r-1"));
    assertThat(JobScope.currentJob()).isNull();
    assertThat(events.all()).isEmpty();
    MDC.clear();
  }

  @Test
  void runAndCallThrowOnWhatTheActionThrewAndRestore() {
    JobLogger job = closed("job-1");
    IllegalStateException unchecked = new IllegalStateException("of the action");
    IOException checked = new IOException("of the action");
    assertThatThrownBy(
            () ->
                job.run(
                    () -> {
                      throw unchecked;
                    }))
        .isSameAs(unchecked);
    NoLeaks.check();
    assertThatThrownBy(
            () ->
                job.call(
                    () -> {
                      throw checked;
                    }))
        .isSameAs(checked);
    NoLeaks.check();
  }

  @Test
  void aWrappedRunnableCarriesTheJobToAPooledThreadAndLeavesNothingThere() throws Exception {
    JobLogger job = closed("job-1");
    try (OtherThread other = new OtherThread()) {
      other.execute(
          job.wrap(
              () -> {
                assertThat(JobScope.currentJob()).isSameAs(job);
                events.library().info("on the pooled thread");
              }));
      other.execute(NoLeaks::check);
      other.execute(() -> events.library().info("afterwards"));
    }
    assertThat(events.each("message")).containsExactly("on the pooled thread", "afterwards");
    assertThat(events.each("job_id")).containsExactly("job-1", "-");
  }

  @Test
  void aWrappedCallableCarriesTheJobToAPooledThreadAndLeavesNothingThere() throws Exception {
    JobLogger job = closed("job-1");
    try (OtherThread other = new OtherThread()) {
      assertThat(other.call(job.wrap(() -> "seen: " + MDC.get("job_id")))).isEqualTo("seen: job-1");
      other.execute(NoLeaks::check);
    }
  }

  @Test
  void aWrappedExecutorBindsTheJobForEveryTask() throws Exception {
    JobLogger job = closed("job-1");
    try (OtherThread other = new OtherThread()) {
      for (int i = 0; i < 3; i++) {
        job.wrap(other).execute(() -> events.library().info("task"));
        other.execute(NoLeaks::check);
      }
    }
    assertThat(events.each("job_id")).containsExactly("job-1", "job-1", "job-1");
  }

  @Test
  void aWrappedTaskThatThrowsLeavesNothingOnThePooledThread() throws Exception {
    JobLogger job = closed("job-1");
    IllegalStateException thrown = new IllegalStateException("of the task");
    try (OtherThread other = new OtherThread()) {
      assertThatThrownBy(
              () ->
                  other.call(
                      job.wrap(
                          () -> {
                            MDC.put("added", "inside");
                            throw thrown;
                          })))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(thrown);
      other.execute(NoLeaks::check);
    }
  }

  @Test
  void aWrappedTaskRestoresWhatAPooledThreadHeldBefore() throws Exception {
    JobLogger job = closed("job-1");
    try (OtherThread other = new OtherThread()) {
      other.execute(() -> MDC.put("of_the_thread", "1"));
      other.execute(job.wrap(() -> MDC.put("of_the_thread", "2")));
      assertThat(other.call(JobScopeTest::mdc)).isEqualTo(Map.of("of_the_thread", "1"));
    }
  }

  @Test
  void aWrappedTaskThatRunsOnTheThreadOfAnotherJobGivesItBack() {
    ConnectorLogger worker = events.worker();
    JobLogger carried = closed("carried");
    try (JobLogger own = worker.withJobContext(fullContext())) {
      Map<String, String> before = mdc();
      carried
          .wrap(Runnable::run)
          .execute(
              () ->
                  assertThat(mdc())
                      .containsEntry("job_id", "carried")
                      .doesNotContainKey("session_id"));
      assertThat(JobScope.currentJob()).isSameAs(own);
      assertThat(mdc()).isEqualTo(before);
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aWrappedCallableCarriesTheJobToAVirtualThread() throws Exception {
    JobLogger job = closed("job-1");
    ExecutorService virtual = virtualThreads();
    try {
      Future<@Nullable String> seen = virtual.submit(job.wrap(() -> MDC.get("job_id")));
      assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("job-1");
    } finally {
      virtual.shutdownNow();
    }
  }

  /** By its name, since the tests are compiled for a Java that has none. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theHandlerFormLeavesNothingBehindWhetherItReturnsOrThrows() {
    ConnectorLogger worker = events.worker();
    MDC.put("request", "r-1");
    String seen = worker.withJobContext("job-1", job -> MDC.get("job_id"));
    assertThat(seen).isEqualTo("job-1");
    assertThat(mdc()).isEqualTo(Map.of("request", "r-1"));
    assertThatThrownBy(
            () ->
                worker.withJobContext(
                    "job-1",
                    job -> {
                      throw new IOException("of the handler");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(mdc()).isEqualTo(Map.of("request", "r-1"));
    assertThat(JobScope.currentJob()).isNull();
    MDC.clear();
  }

  @Test
  void whatIsLeftBehindFailsATest() {
    JobLogger job = events.worker().withJobContext("left-open");
    assertThatThrownBy(NoLeaks::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("still bound")
        .hasMessageContaining("left-open");
    assertThat(JobScope.currentJob()).isNull();
    job.close();
    MDC.put("left", "here");
    assertThatThrownBy(NoLeaks::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left=here");
  }

  /** A job bound to no thread. */
  private JobLogger closed(String jobId) {
    JobLogger job = events.worker().withJobContext(jobId);
    job.close();
    return job;
  }
}
