package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the worker's image runs, without the image: the worker with OpenTelemetry's agent. */
@Timeout(120)
class WorkerImageTest {

  private static final Path IMAGES = Path.of("../worker-service/images").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void itsSpansAndMetricsGoToTheCollectorAndItsEventsHaveTheTracesOfTheSpans() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    try (Dash0StandIn otlp = new Dash0StandIn();
        ForwardCollector fluentBit = ForwardCollector.start(0, events::add)) {
      run(otlp.port(), fluentBit.port());

      assertThat(sent(otlp, "/v1/traces")).contains("job.process", "thumbnail-worker");
      assertThat(sent(otlp, "/v1/metrics"))
          .contains("emp.jobs.completed", "emp.jobs.failed", "emp.jobs.duration")
          .contains("otel.sdk.exporter.log.exported", "emp.delivery.retries")
          .contains("machine-compose.worker");
      assertThat(otlp.requests()).extracting(Dash0StandIn.Request::path).doesNotContain("/v1/logs");
      assertThat(events)
          .filteredOn(event -> "job_completed".equals(event.fields().get("event_type")))
          .hasSize(5)
          .allSatisfy(event -> assertThat(event.fields()).containsKeys("trace_id", "span_id"));
    }
  }

  /** The names in the messages' bodies, which are texts in Protocol Buffers too. */
  private static String sent(Dash0StandIn otlp, String path) {
    return otlp.requests().stream()
        .filter(request -> request.path().equals(path))
        .map(request -> new String(request.body(), StandardCharsets.ISO_8859_1))
        .collect(Collectors.joining());
  }

  private void run(int otlpPort, int forwardPort) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + agent());
    command.add("-Djava.awt.headless=true");
    command.addAll(List.of("-cp", classPath(), "io.emp.examples.worker.WorkerService"));
    command.addAll(List.of(IMAGES.toString(), directory.resolve("thumbnails").toString()));
    Path output = directory.resolve("worker.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment());
    builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + otlpPort);
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(forwardPort));
    Process worker = builder.start();
    try {
      assertThat(worker.waitFor(90, TimeUnit.SECONDS)).as("has ended").isTrue();
      assertThat(worker.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      worker.destroyForcibly();
    }
  }

  /** That of the Dockerfile; the build has fetched it. */
  private static Path agent() throws Exception {
    Matcher version =
        Pattern.compile("opentelemetry-javaagent:([\\d.]+)")
            .matcher(Yaml.text("worker/Dockerfile"));
    assertThat(version.find()).isTrue();
    Path agent = Path.of("target/agent/opentelemetry-javaagent-" + version.group(1) + ".jar");
    assertThat(agent).exists();
    return agent.toAbsolutePath();
  }

  /** The test's, without what it has for itself: the image has OpenTelemetry's API alone. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("opentelemetry-sdk") && !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The Compose file's for the worker, with its defaults. */
  private static Map<String, String> environment() throws Exception {
    JsonNode worker = Yaml.read("docker-compose.yml").path("services").path("worker");
    return worker.path("environment").properties().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                variable -> variable.getValue().asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1")));
  }
}
