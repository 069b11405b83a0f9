package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogsExampleTest {

  @TempDir Path directory;

  @Test
  void itsLinesSayWhoseTheyAre() throws Exception {
    List<JsonNode> lines = run();
    assertThat(lines)
        .extracting(line -> line.path("event_type").asText(line.path("message").asText()))
        .containsExactly(
            "Model loaded",
            "job_received",
            "job_started",
            "GET /prompt",
            "job_progress",
            "job_completed",
            "job_received",
            "job_started",
            "GET /models",
            "Downloaded sdxl",
            "job_completed");
    assertThat(lines.get(0).has("job_id")).isFalse();
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.path("machine_id").asText()).isEqualTo("machine-a");
              assertThat(line.path("worker_id").asText()).isEqualTo("worker-1");
            });
    for (int i = 1; i < lines.size(); i++) {
      JsonNode first = lines.get(i < 6 ? 1 : 6);
      assertThat(lines.get(i).path("job_id")).isEqualTo(first.path("job_id"));
      assertThat(lines.get(i).path("trace_id")).isEqualTo(first.path("trace_id"));
    }
  }

  private List<JsonNode> run() throws Exception {
    Path output = directory.resolve("lines.json");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logs-example.xml",
                "-cp",
                System.getProperty("java.class.path"),
                LogsExample.class.getName())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MACHINE_ID", "machine-a");
    builder.environment().put("WORKER_ID", "worker-1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<JsonNode> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(output)) {
      lines.add(json.readTree(line));
    }
    return lines;
  }
}
