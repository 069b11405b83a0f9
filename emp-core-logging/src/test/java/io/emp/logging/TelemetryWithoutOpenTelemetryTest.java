package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryWithoutOpenTelemetryTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** All that a job does with its telemetry; names only classes that are there. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      WorkerIdentity worker = new WorkerIdentity("machine-a", "worker-1", null, null, null);
      JobTelemetry jobs = JobTelemetries.of(null, worker, true);
      System.out.println("none: " + (jobs == JobTelemetry.NONE));
      System.out.println("on: " + jobs.isOn());
      Map<String, String> hash = new HashMap<>();
      JobContext.builder("job-1")
          .traceparent("00-" + TRACE + "-00f067aa0ba902b7-01")
          .build()
          .inject(hash);
      hash.put("baggage", "tenant=acme");
      JobContext job = JobContext.extract(hash);
      JobSpan span = jobs.start(job);
      jobs.count(EventKind.JOB_STARTED, Transition.NONE, new LogEvent());
      try (JobSpan.Binding binding = span.carried().bind();
          JobStep step = span.step(JobStep.UPLOAD)) {
        step.attribute("a", 1).failed(new IllegalStateException("told to nobody"));
      }
      int result = span.step("named", step -> 42);
      span.told(EventKind.JOB_COMPLETED, new LogEvent(), null);
      span.close();
      Map<String, String> next = new HashMap<>();
      job.nextAttempt().inject(next);
      System.out.println("trace: " + span.trace().traceId());
      System.out.println("next: " + next.get("job_trace_id"));
      System.out.println("baggage: " + next.get("baggage"));
      System.out.println("step: " + result);
      System.out.println("made: " + Objects.requireNonNull(made()).length());
    }

    private static String made() {
      Map<String, String> hash = new HashMap<>();
      JobContext.of("job-2").inject(hash);
      return hash.get("traceparent");
    }
  }

  @Test
  void jobsHaveTheirTracesAndStepsDoNothing(@TempDir Path directory) throws Exception {
    ChildJvm.Result result =
        ChildJvm.without(name -> name.contains("opentelemetry"))
            .run(directory, Map.of(), Child.class);
    assertThat(result.lines())
        .isEqualTo(
            List.of(
                "none: true",
                "on: false",
                "trace: " + TRACE,
                "next: " + TRACE,
                "baggage: tenant=acme",
                "step: 42",
                "made: 55"));
    assertThat(result.exitCode()).isZero();
  }
}
