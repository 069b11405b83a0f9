package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

  private static final Transition OPENS = new Transition(true, false, null);
  private static final Transition CLOSES = new Transition(false, true, null);
  private static final Map<String, Object> WORKER =
      Map.of("emp.service_type", "comfyui", "emp.connector_id", "comfyui-local");

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final JobTelemetry jobs = telemetry.jobs();

  @AfterEach
  void close() {
    telemetry.close();
  }

  private static Map<String, Object> worker(String... more) {
    Map<String, Object> attributes = new java.util.HashMap<>(WORKER);
    for (int i = 0; i < more.length; i += 2) {
      attributes.put(more[i], more[i + 1]);
    }
    return attributes;
  }

  private static LogEvent event() {
    return new LogEvent();
  }

  @Test
  void eachEventOfALifeHasItsCounter() {
    JobMetrics.COUNTERS.forEach(
        (kind, name) -> {
          tell(jobs, kind, Transition.NONE, event().errorType("timeout"));
          tell(jobs, kind, Transition.NONE, event().errorType("timeout"));
          assertThat(telemetry.sum(name)).as(name).isEqualTo(2);
          assertThat(telemetry.metrics().get(name).getUnit()).isEqualTo("{job}");
        });
    tell(jobs, EventKind.JOB_PROGRESS, Transition.NONE, event());
    assertThat(JobMetrics.COUNTERS.values())
        .allSatisfy(name -> assertThat(telemetry.sum(name)).isEqualTo(2));
  }

  @Test
  void failuresAreToldApartByTheirTypeAlone() {
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event().errorType("network"));
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event().errorType("network"));
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event().errorMessage("CUDA out of memory"));
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event().errorType("disk on fire"));
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event());
    assertThat(telemetry.sums("emp.jobs.failed"))
        .isEqualTo(
            Map.of(
                worker("error.type", "network"), 2L,
                worker("error.type", "memory"), 1L,
                worker("error.type", "unknown"), 2L));
  }

  @Test
  void jobsInFlightAreThoseOpenedAndNotClosed() {
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, event());
    tell(jobs, EventKind.JOB_STARTED, Transition.NONE, event());
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, event());
    assertThat(telemetry.sums("emp.jobs.in_flight")).isEqualTo(Map.of(WORKER, 2L));
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, event());
    tell(jobs, EventKind.JOB_FAILED, CLOSES, event());
    assertThat(telemetry.sums("emp.jobs.in_flight")).isEqualTo(Map.of(WORKER, 0L));
  }

  @Test
  void whatCannotBeIsCountedAsThatAndAsNothingElse() {
    tell(
        jobs,
        EventKind.JOB_COMPLETED,
        new Transition(false, false, "job_completed after job_completed"),
        event().duration(Duration.ofSeconds(1)));
    assertThat(telemetry.sums("emp.jobs.illegal_transitions")).isEqualTo(Map.of(WORKER, 1L));
    assertThat(telemetry.metrics()).containsOnlyKeys("emp.jobs.illegal_transitions");
  }

  @Test
  void durationsAreSecondsByHowTheJobEnded() {
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, event().duration(Duration.ofMillis(1500)));
    tell(jobs, EventKind.JOB_CANCELLED, CLOSES, event().duration(Duration.ofMillis(20)));
    tell(
        jobs,
        EventKind.JOB_TIMED_OUT,
        CLOSES,
        event().errorType("timeout").duration(Duration.ofHours(2)));
    tell(jobs, EventKind.JOB_RETRIED, CLOSES, event().duration(Duration.ofHours(2)));
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, event().duration(Duration.ofSeconds(-1)));
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, event());
    Map<Map<String, Object>, HistogramPointData> points = telemetry.histogram("emp.jobs.duration");
    assertThat(points.keySet())
        .containsExactlyInAnyOrder(
            worker("emp.job_status", "completed"),
            worker("emp.job_status", "cancelled"),
            worker("emp.job_status", "failed", "error.type", "timeout"));
    HistogramPointData completed = points.get(worker("emp.job_status", "completed"));
    assertThat(completed.getCount()).isEqualTo(1);
    assertThat(completed.getSum()).isEqualTo(1.5);
    assertThat(telemetry.metrics().get("emp.jobs.duration").getUnit()).isEqualTo("s");
  }

  @Test
  void bucketsReachFromAHundredthOfASecondToAnHour() {
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, event().duration(Duration.ofMillis(1500)));
    List<Double> boundaries =
        telemetry.histogram("emp.jobs.duration").values().iterator().next().getBoundaries();
    assertThat(boundaries).isEqualTo(JobMetrics.SECONDS).startsWith(0.01).endsWith(3600.0);
  }

  @Test
  void theWaitIsCountedOnceAJobWhicheverEventTellsIt() {
    JobSpan both = jobs.start(JobContext.of("job-1"));
    both.told(EventKind.JOB_RECEIVED, event().queueWait(Duration.ofMillis(250)), null);
    both.told(EventKind.JOB_STARTED, event().queueWait(Duration.ofMillis(300)), null);
    JobSpan started = jobs.start(JobContext.of("job-2"));
    started.told(EventKind.JOB_RECEIVED, event(), null);
    started.told(EventKind.JOB_STARTED, event().queueWait(Duration.ofMillis(750)), null);
    HistogramPointData wait = telemetry.histogram("emp.jobs.queue_wait").get(WORKER);
    assertThat(wait.getCount()).isEqualTo(2);
    assertThat(wait.getSum()).isEqualTo(1.0);
  }

  @Test
  void aRetriedJobsNextWaitIsCountedToo() {
    JobSpan span = jobs.start(JobContext.of("job-1"));
    span.told(EventKind.JOB_STARTED, event().queueWait(Duration.ofSeconds(1)), null);
    span.told(EventKind.JOB_RETRIED, event(), null);
    span.told(EventKind.JOB_STARTED, event().queueWait(Duration.ofSeconds(2)), null);
    assertThat(telemetry.histogram("emp.jobs.queue_wait").get(WORKER).getSum()).isEqualTo(3.0);
  }

  @Test
  void noAttributeNamesAJob() {
    JobContext job = JobContext.builder("job-1").sessionId("s").workflowId("w").attempt(2).build();
    JobSpan span = jobs.start(job);
    for (EventKind kind : EventKind.values()) {
      LogEvent event = event().duration(Duration.ofSeconds(1)).queueWait(Duration.ofSeconds(1));
      tell(jobs, kind, OPENS, event);
      span.told(kind, event, null);
    }
    tell(jobs, EventKind.JOB_STARTED, new Transition(false, false, "no"), event());
    assertThat(telemetry.metrics().values())
        .hasSize(11)
        .allSatisfy(
            metric ->
                assertThat(metric.getData().getPoints())
                    .allSatisfy(
                        point ->
                            assertThat(
                                    RecordedTelemetry.map(point.getAttributes().asMap()).keySet())
                                .isSubsetOf(
                                    "emp.service_type",
                                    "emp.connector_id",
                                    "emp.job_status",
                                    "error.type")));
  }

  @Test
  void workersOfOneProcessShareTheirInstruments() {
    JobTelemetry other =
        JobTelemetries.of(
            telemetry.sdk(),
            new WorkerIdentity("machine-a", "worker-2", "openai", null, null),
            true);
    tell(jobs, EventKind.JOB_STARTED, Transition.NONE, event());
    other.count(EventKind.JOB_STARTED, Transition.NONE, event());
    assertThat(telemetry.sums("emp.jobs.started"))
        .isEqualTo(Map.of(WORKER, 1L, Map.of("emp.service_type", "openai"), 1L));
  }

  private static void tell(
      JobTelemetry jobs, EventKind kind, Transition transition, LogEvent event) {
    if (transition.change() != 0) {
      jobs.moved(transition);
    }
    jobs.count(kind, transition, event);
  }
}
