package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.emp.examples.tracks.MigratedConnector.ComfyUi;
import io.emp.examples.tracks.MigratedConnector.Images;
import io.emp.examples.tracks.MigratedConnector.Step;
import io.emp.examples.tracks.MigratedConnector.Workflow;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobLogger;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What docs/migration.md says of the records, of records that were made. */
class MigratedConnectorTest {

  private static final String LOGGER = "migrated.connector";
  private static final Workflow WORKFLOW = new Workflow("9f3c1f4e", "sdxl", 1024);

  private final EncodedLines out = new EncodedLines(LOGGER);
  private final ConnectorLogger logger =
      ConnectorLogger.builder()
          .machineId("machine-a")
          .workerId("worker-1")
          .serviceType("comfyui")
          .connectorId("comfyui-local")
          .loggerName(LOGGER)
          .build();

  @AfterEach
  void close() {
    out.close();
  }

  /** Tells of its progress on a thread of its own, as a WebSocket does. */
  private static Images render(Workflow workflow, Consumer<Step> progress) {
    CompletableFuture.runAsync(
            () -> {
              progress.accept(new Step("CheckpointLoader", 10));
              progress.accept(new Step("KSampler", 50));
            })
        .join();
    return new Images(4, 2048);
  }

  @Test
  void aJobHasItsLifeWithoutATellingOfItsOwn() throws Exception {
    Images images =
        new MigratedConnector(MigratedConnectorTest::render, logger)
            .processJob("job-1", "s-1", WORKFLOW);

    assertThat(images.count()).isEqualTo(4);
    assertThat(out.kinds())
        .containsExactly(
            "job_received", "job_started", "job_progress", "job_progress", "job_completed");
    assertThat(out.lines())
        .allSatisfy(
            line -> {
              assertThat(line.path("job_id").asText()).isEqualTo("job-1");
              assertThat(line.path("session_id").asText()).isEqualTo("s-1");
              assertThat(line.path("component").asText()).isEqualTo("connector");
              assertThat(line.path("trace_id").asText()).matches("[0-9a-f]{32}");
              assertThat(line.path("timestamp").asText()).matches(".*T.*\\.[0-9]{6}Z");
            });
    JsonNode progress = out.lines().get(3);
    assertThat(progress.path("progress").asDouble()).isEqualTo(50);
    assertThat(progress.path("execution_step").asText()).isEqualTo("KSampler");
    assertThat(progress.path("prompt_id").asText()).isEqualTo("9f3c1f4e");
    JsonNode completed = out.event("job_completed");
    assertThat(completed.path("duration_ms").isIntegralNumber()).isTrue();
    assertThat(completed.path("input_size").asInt()).isEqualTo(1024);
    assertThat(completed.path("output_size").asInt()).isEqualTo(2048);
    assertThat(completed.path("output_count").asInt()).isEqualTo(4);
  }

  @Test
  void whatItThrowsIsToldAndThrownOn() {
    ComfyUi absent =
        (workflow, progress) -> {
          throw new ConnectException("Connection refused");
        };

    assertThatThrownBy(
            () -> new MigratedConnector(absent, logger).processJob("job-1", null, WORKFLOW))
        .isInstanceOf(ConnectException.class);

    assertThat(out.kinds()).containsExactly("job_received", "job_started", "job_failed");
    JsonNode failed = out.event("job_failed");
    assertThat(failed.has("session_id")).isFalse();
    assertThat(failed.path("error_type").asText()).isEqualTo("network");
    assertThat(failed.path("error_message").asText()).isEqualTo("Connection refused");
    assertThat(failed.path("exception_type").asText()).isEqualTo("java.net.ConnectException");
    assertThat(failed.has("stack_trace") && failed.has("stack_hash")).isTrue();
    assertThat(failed.has("duration_ms")).isTrue();
  }

  @Test
  void theMessagesAreThoseOfThePage() throws Exception {
    new MigratedConnector(MigratedConnectorTest::render, logger)
        .processJob("job-1", null, WORKFLOW);
    try (JobLogger job = logger.withJobContext("job-2")) {
      job.jobFailed("Connection refused");
    }
    try (JobLogger job = logger.withJobContext("job-3")) {
      job.jobFailed(new IllegalStateException("checkpoint is missing"));
    }
    logger.healthCheck("unhealthy", Map.of("queue", 3));

    String row = Page.MIGRATION.row("message");
    for (JsonNode line : out.lines()) {
      assertThat(row).contains("`" + line.path("message").asText() + "`");
    }
    assertThat(out.event("health_check").path("queue").asInt()).isEqualTo(3);
  }

  @Test
  void whatTheTextOfAnErrorSaysIsReadAsThePageSays() {
    Map.of("Failed to load", "unknown", "Invalid model", "validation")
        .forEach(
            (reason, type) -> {
              assertThat(Page.MIGRATION.text()).contains("`" + reason + "`");
              try (JobLogger job = logger.withJobContext("job-" + type)) {
                job.jobFailed(reason);
              }
              assertThat(out.lines().get(out.lines().size() - 1).path("error_type").asText())
                  .isEqualTo(type);
            });
  }

  @Test
  void whatSurprisesIsSo() {
    Consumer<String> library = text -> LoggerFactory.getLogger(LOGGER + ".http").info(text);
    try (JobLogger job = logger.withJobContext("job-1")) {
      job.info("A field", e -> e.field("job_id", "mine").field("api_key", "k"));
      CompletableFuture.runAsync(() -> library.accept("unbound")).join();
      CompletableFuture.runAsync(job.wrap(() -> library.accept("bound"))).join();
      job.jobCompleted();
      job.jobFailed("late");
    }
    library.accept("after the job");

    List<JsonNode> lines = out.lines();
    assertThat(lines.get(0).path("job_id").asText()).isEqualTo("job-1");
    assertThat(lines.get(0).path("field_job_id").asText()).isEqualTo("mine");
    assertThat(lines.get(0).path("api_key").asText()).isEqualTo("***");
    assertThat(lines.get(1).has("job_id")).isFalse();
    assertThat(lines.get(2).path("job_id").asText()).isEqualTo("job-1");
    assertThat(lines.get(3).has("illegal_transition")).isFalse();
    assertThat(lines.get(4).path("illegal_transition").asText())
        .isEqualTo("job_failed after job_completed");
    assertThat(lines.get(5).has("job_id")).isFalse();
  }
}
