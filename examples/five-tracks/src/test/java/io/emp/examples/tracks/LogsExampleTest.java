package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<JsonNode> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line :
        ExampleProcess.run(LogsExample.class, "logs-example.xml", Map.of(), directory)) {
      lines.add(json.readTree(line));
    }
    return lines;
  }
}
