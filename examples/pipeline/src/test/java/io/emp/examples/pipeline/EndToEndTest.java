package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From a log call through a real Fluent Bit and a real Fluentd to what stands in for Dash0. */
@Timeout(120)
class EndToEndTest {

  private static final Duration ARRIVAL = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Dash0StandIn dash0;
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    dash0 = new Dash0StandIn();
    pipeline = new Pipeline(directory, dash0, Map.of());
    pipeline.fluentd().start();
    pipeline.fluentBit().start();
  }

  @AfterEach
  void stop() throws Exception {
    if (pipeline != null) {
      pipeline.close();
    }
    dash0.close();
  }

  @Test
  void eachEventArrivesOnceAsItWasWritten() throws Exception {
    List<Map<String, @Nullable Object>> written;
    try (Worker worker = new Worker(pipeline.workerPort(), "forward", null)) {
      tellJobs(worker);
      for (int i = 0; i < 2_000; i++) {
        int count = i;
        worker.connector().info("counted", e -> e.field("count", count).field("half", count / 2.0));
      }
      worker.awaitAcknowledged();
      written = worker.records();
    }

    awaitTaken(written.size());
    assertThat(dash0.taken()).containsExactlyInAnyOrderElementsOf(written);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eventsThatComeByHttpArriveAsTheyWereWrittenToo(boolean byWayOfFluentBit) throws Exception {
    int port = byWayOfFluentBit ? pipeline.workerHttpPort() : pipeline.httpPort();
    List<Map<String, @Nullable Object>> written;
    try (Worker worker = new Worker(port, "http", null)) {
      tellJobs(worker);
      worker.awaitAcknowledged();
      written = worker.records();
    }

    awaitTaken(written.size());
    assertThat(dash0.taken()).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void everyRequestHasTheKeyAndTheDataset() throws Exception {
    try (Worker worker = new Worker(pipeline.workerPort(), "forward", null)) {
      tellJobs(worker);
      awaitTaken(worker.records().size());
    }

    assertThat(dash0.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.path()).isEqualTo(Dash0StandIn.PATH);
              assertThat(request.headers().get("Authorization"))
                  .containsExactly("Bearer " + Pipeline.API_KEY);
              assertThat(request.headers().get("Dash0-Dataset")).containsExactly(Pipeline.DATASET);
              assertThat(request.headers().get("Content-Type")).containsExactly("application/json");
            });
  }

  private static void tellJobs(Worker worker) {
    JobContext context =
        JobContext.builder("job-12345")
            .sessionId("s-1")
            .workflowId("wf-7")
            .attempt(2)
            .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .build();
    try (JobLogger job = worker.connector().withJobContext(context)) {
      job.jobReceived(e -> e.inputSize(1L << 40).queuePosition(3).priority(-5));
      job.jobStarted(e -> e.queueWait(Duration.ofMillis(250)).model("sdxl"));
      job.jobProgress(e -> e.progress(12.5).executionStep("KSampler"));
      LoggerFactory.getLogger("pipeline.library").info("a library's line, \u00e9 \ud83d\ude00");
      job.info(
          "values",
          Map.of(
              "truth",
              true,
              "list",
              List.of(1, 2.5, "s"),
              "nested",
              Map.of("deep", Map.of("k", 1))));
      job.jobCompleted(e -> e.duration(Duration.ofSeconds(15)).outputCount(4));
    }
    try (JobLogger job = worker.connector().withJobContext("job-2")) {
      job.jobStarted();
      job.jobFailed(new IllegalStateException("outer", new IOException("connection reset")));
    }
  }

  private void awaitTaken(int events) {
    await("arrival of " + events + " events")
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(dash0.taken()).hasSizeGreaterThanOrEqualTo(events));
  }
}
