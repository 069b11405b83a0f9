package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The global OpenTelemetry, which the application may set before or after its first job. */
class GlobalTelemetryTest {

  private static final Transition OPENS = new Transition(true, false, null);
  private static final Transition CLOSES = new Transition(false, true, null);

  private final RecordedTelemetry telemetry = new RecordedTelemetry();

  @BeforeEach
  void unset() {
    GlobalOpenTelemetry.resetForTest();
  }

  @AfterEach
  void close() {
    GlobalOpenTelemetry.resetForTest();
    telemetry.close();
  }

  private static JobTelemetry global() {
    return JobTelemetries.of(null, RecordedTelemetry.WORKER, false);
  }

  @Test
  void aWorkerMadeBeforeTheGlobalIsSetUsesIt() {
    JobTelemetry jobs = global();
    GlobalOpenTelemetry.set(telemetry.sdk());
    jobs.start(JobContext.of("job-1")).close();
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, new LogEvent());
    assertThat(jobs.isOn()).isTrue();
    assertThat(telemetry.spans()).hasSize(1);
    assertThat(telemetry.sum("emp.jobs.in_flight")).isEqualTo(1);
  }

  @Test
  void whatIsGivenIsUsedWhateverIsGlobal() {
    GlobalOpenTelemetry.set(OpenTelemetry.noop());
    telemetry.jobs().start(JobContext.of("job-1")).close();
    assertThat(telemetry.spans()).hasSize(1);
  }

  @Test
  void aNoopIsNothing() {
    assertThat(JobTelemetries.of(OpenTelemetry.noop(), RecordedTelemetry.WORKER, true))
        .isSameAs(JobTelemetry.NONE);
    assertThat(JobTelemetries.of("no OpenTelemetry", RecordedTelemetry.WORKER, true))
        .isSameAs(JobTelemetry.NONE);
    GlobalOpenTelemetry.set(OpenTelemetry.noop());
    JobTelemetry jobs = global();
    assertThat(jobs.start(JobContext.of("job-1"))).isInstanceOf(NoSpan.class);
  }

  /**
   * An API that can be asked is never made to choose; one that cannot has chosen by the first job.
   */
  @Test
  void aGlobalThatIsSetAfterTheFirstJobIsUsedWhereTheApiCanBeAsked() {
    JobTelemetry jobs = global();
    assertThat(jobs.start(JobContext.of("job-1"))).isInstanceOf(NoSpan.class);
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, new LogEvent());
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, new LogEvent());
    if (!GlobalTelemetry.canAsk()) {
      assertThat(jobs.isOn()).isFalse();
      assertThatThrownBy(() -> GlobalOpenTelemetry.set(telemetry.sdk()))
          .isInstanceOf(IllegalStateException.class);
      return;
    }
    assertThat(jobs.isOn()).isFalse();
    GlobalOpenTelemetry.set(telemetry.sdk());
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, new LogEvent());
    jobs.start(JobContext.of("job-2")).close();
    assertThat(telemetry.spans()).hasSize(1);
    assertThat(telemetry.sum("emp.jobs.in_flight")).isEqualTo(1);
    tell(jobs, EventKind.JOB_COMPLETED, CLOSES, new LogEvent());
    assertThat(telemetry.sum("emp.jobs.in_flight")).isZero();
  }

  @Test
  void nothingIsAskedBeforeTheFirstJob() {
    JobTelemetry jobs = global();
    tell(jobs, EventKind.JOB_RECEIVED, OPENS, new LogEvent());
    assertThat(jobs.isOn()).isFalse();
    GlobalOpenTelemetry.set(telemetry.sdk());
    assertThat(GlobalOpenTelemetry.get()).isNotNull();
  }

  @Test
  void anImplementationThatThrowsCostsTheSpansAndNotTheJobs() {
    OpenTelemetry broken =
        new OpenTelemetry() {
          @Override
          public io.opentelemetry.api.trace.TracerProvider getTracerProvider() {
            throw new IllegalStateException("broken");
          }

          @Override
          public io.opentelemetry.context.propagation.ContextPropagators getPropagators() {
            throw new IllegalStateException("broken");
          }
        };
    assertThat(JobTelemetries.of(broken, RecordedTelemetry.WORKER, true))
        .isSameAs(JobTelemetry.NONE);
    GlobalOpenTelemetry.set(broken);
    assertThat(global().start(JobContext.of("job-1"))).isInstanceOf(NoSpan.class);
  }

  private static void tell(
      JobTelemetry jobs, EventKind kind, Transition transition, LogEvent event) {
    jobs.moved(transition);
    jobs.count(kind, transition, event);
  }
}
