package io.emp.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service gets SIGTERM while it does a job. */
@Timeout(60)
class ServiceExitTest {

  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;
  private final Events events = new Events();

  @Test
  void aJobInWorkComesToItsEndAndNothingIsLostOrDoubled() throws Exception {
    Path buffer = folder.resolve("buffer");
    try (ForwardCollector collector = ForwardCollector.start(0, events);
        ServiceProcess service =
            start(
                collector,
                "--worker.buffer-directory=" + buffer,
                "--job=first:0",
                "--job=in-work:1500",
                "--job=waits:0")) {
      service.awaitLine("job_started", "in-work");

      service.terminate();

      assertThat(service.exitCode()).isEqualTo(SIGTERM);
      assertThat(service.err()).isEmpty();
      assertThat(events.ofJob("in-work"))
          .startsWith("job_received", "job_started", "Renders two pictures")
          .contains("Rendered preview")
          .endsWith("Rendered image", "job_completed");
      assertThat(events.ofJob("waits")).isEmpty();
      assertThat(events.values("seq")).isEqualTo(events.gapless());
      assertThat(events.values("run_id").stream().distinct()).hasSize(1);
      assertThat(events.values("message").get(0)).asString().startsWith("Starting ");
      assertThat(events.values("event_type")).endsWith("service_shutdown");
      assertThat(service.out()).hasSameSizeAs(events.values("seq"));
      assertThat(buffer).isEmptyDirectory();
    }
  }

  @Test
  void aJobThatDoesNotEndIsInterruptedAndCancelledOnce() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events);
        ServiceProcess service =
            start(
                collector,
                "--spring.lifecycle.timeout-per-shutdown-phase=1s",
                "--job=endless:60000")) {
      service.awaitLine("Rendered preview");

      service.terminate();

      assertThat(events.ofJob("endless"))
          .containsExactly(
              "job_received",
              "job_started",
              "Renders two pictures",
              "Rendered preview",
              "job_cancelled");
      assertThat(events.theOneWith("event_type", "job_cancelled"))
          .containsEntry("thread", "scheduling-1")
          .containsEntry("exception_type", "java.lang.InterruptedException")
          .doesNotContainKey("illegal_transition");
      // The appender before it in <root> has waited for the job.
      assertThat(service.out()).anyMatch(line -> line.contains("job_cancelled"));
    }
  }

  private ServiceProcess start(ForwardCollector collector, String... arguments) throws Exception {
    return ServiceProcess.start(
        ServiceWithJobs.class,
        folder,
        Map.of("FLUENTD_PORT", String.valueOf(collector.port())),
        arguments);
  }
}
