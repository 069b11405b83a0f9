package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import io.emp.logging.fluent.Doctor;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker of docs/setup.md with the configuration and the environment that stand there. */
@Timeout(120)
class SetupExampleTest {

  private static final String CONFIGURATION = "setup-production.xml";

  @TempDir Path directory;

  private final List<CollectedEvent> events = new CopyOnWriteArrayList<>();

  /** As it stands on the page, but for the port and the directory. */
  private Map<String, String> environment(int port) throws Exception {
    Properties file = new Properties();
    try (Reader reader =
        Files.newBufferedReader(Path.of("src", "test", "resources", "setup-production.env"))) {
      file.load(reader);
    }
    Map<String, String> environment = new HashMap<>();
    file.forEach((name, value) -> environment.put(name.toString(), value.toString()));
    environment.put("FLUENTD_PORT", String.valueOf(port));
    environment.put("FLUENTD_BUFFER_DIRECTORY", directory.resolve("buffer").toString());
    return environment;
  }

  @Test
  void itsJobIsAtTheCollectorWithWhoAndWhichTrace() throws Exception {
    ExampleProcess.Result worker;
    Map<String, String> environment;
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      environment = environment(collector.port());
      worker =
          ExampleProcess.execute(
              SetupExample.class, CONFIGURATION, List.of(), environment, directory);
    }

    assertThat(worker.exit()).isZero();
    assertThat(events)
        .extracting(CollectedEvent::fields)
        .allSatisfy(
            event ->
                assertThat(event)
                    .containsEntry("machine_id", "gpu-07")
                    .containsEntry("worker_id", "worker-001")
                    .containsEntry("service_type", "comfyui"));
    assertThat(events)
        .extracting(event -> event.fields().get("event_type"))
        .contains("machine_started", "job_received", "job_started", "job_progress", "job_completed")
        .doesNotContain("job_failed");
    List<Map<String, Object>> ofJob =
        events.stream()
            .map(CollectedEvent::fields)
            .filter(event -> "job-12345".equals(event.get("job_id")))
            .toList();
    assertThat(ofJob)
        .extracting(event -> event.get("message"))
        .contains("Rendering preview", "Rendering image");
    assertThat(ofJob).extracting(event -> event.get("trace_id")).containsOnly(traceId(ofJob));
    // As spans and metrics have it.
    assertThat(environment.get("OTEL_RESOURCE_ATTRIBUTES"))
        .isEqualTo("service.instance.id=" + ofJob.get(0).get("service_instance_id"));

    // Standard output is JSON alone, here of nothing; the appender speaks on standard error.
    assertThat(worker.out()).isEmpty();
    assertThat(worker.errors())
        .anyMatch(line -> line.contains("FluentAppender") && line.contains("emp.worker"));
  }

  private static Object traceId(List<Map<String, Object>> events) {
    return events.get(0).get("trace_id");
  }

  @Test
  void theDoctorFindsNoProblemInIt() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      ExampleProcess.Result doctor =
          ExampleProcess.execute(
              Doctor.class,
              CONFIGURATION,
              List.of("--config", CONFIGURATION),
              environment(collector.port()),
              directory);

      assertThat(doctor.exit()).as("%s", doctor.out()).isZero();
      assertThat(doctor.out()).anyMatch(line -> line.contains("acknowledged after"));
    }
  }
}
