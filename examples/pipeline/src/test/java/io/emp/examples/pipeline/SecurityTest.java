package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shared keys and TLS between the parts, and what becomes of the secrets. */
@Timeout(120)
class SecurityTest {

  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final String WORKER_KEY = "key of \"the workers\"";
  private static final String AGGREGATOR_KEY = "key of 'the aggregator'";

  @TempDir private Path directory;
  private Dash0StandIn dash0;

  @BeforeEach
  void start() throws Exception {
    dash0 = new Dash0StandIn();
  }

  @AfterEach
  void stop() {
    dash0.close();
  }

  @Test
  void eventsPassWithSharedKeysAndTlsOnTheWayAndNoSecretIsLogged() throws Exception {
    try (Pipeline pipeline = new Pipeline(directory, dash0, secured("localhost"))) {
      pipeline.fluentd().start();
      pipeline.fluentBit().start();
      try (Worker worker = new Worker(pipeline.workerPort(), "forward", WORKER_KEY)) {
        worker.connector().info("kept from others");
        worker.awaitAcknowledged();
        await("the event").atMost(ARRIVAL).until(() -> dash0.taken().equals(worker.records()));
      }

      assertThat(pipeline.fluentd().log() + pipeline.fluentBit().log())
          .doesNotContain("of the test", "the workers", "the aggregator");
    }
  }

  @Test
  void aWorkerWithAnotherKeyIsNotAdmitted() throws Exception {
    try (Pipeline pipeline = new Pipeline(directory, dash0, secured("localhost"))) {
      pipeline.fluentBit().start();
      try (Worker worker = new Worker(pipeline.workerPort(), "forward", "another")) {
        worker.connector().info("not to be told");

        await("a failed attempt").atMost(ARRIVAL).until(() -> worker.counts().retried() > 1);
        assertThat(worker.counts().acked()).isZero();
      }
    }
  }

  @Test
  void fluentBitSendsNothingToAnAggregatorOfAnotherName() throws Exception {
    try (Pipeline pipeline = new Pipeline(directory, dash0, secured("another.example"))) {
      pipeline.fluentd().start();
      pipeline.fluentBit().start();
      try (Worker worker = new Worker(pipeline.workerPort(), "forward", WORKER_KEY)) {
        worker.connector().info("not to be told");
        worker.awaitAcknowledged();

        await("a failed attempt")
            .atMost(ARRIVAL)
            .until(() -> pipeline.fluentBit().log().contains("failed to flush chunk"));
        assertThat(dash0.requests()).isEmpty();
      }
    }
  }

  @Test
  void fluentdDoesNotStartWithoutAnApiKey() throws Exception {
    Program fluentd =
        new Program(
            List.of(
                Pipeline.installed("sh"),
                "-c",
                "unset DASH0_API_KEY; exec \"$0\" \"$@\"",
                Pipeline.installed("fluentd"),
                "--no-supervisor",
                "-c",
                Pipeline.FILES.resolve("fluentd/fluentd.conf").toString()),
            Map.of("FLUENTD_BUFFER", directory.resolve("fluentd").toString()),
            directory.resolve("fluentd.log"),
            List.of(Program.loopback(1, Program.freePort())));

    assertThatThrownBy(fluentd::start).hasMessageContaining("DASH0_API_KEY");
  }

  @Test
  void theMonitorIsOnLoopbackWhateverElseListensElsewhere() throws Exception {
    // Another address of loopback stands for another network.
    Map<String, String> elsewhere =
        Map.of("FLUENTD_BIND", "127.0.0.2", "AGGREGATOR_HOST", "127.0.0.2");
    try (Pipeline pipeline = new Pipeline(directory, dash0, elsewhere)) {
      pipeline.fluentd().start();

      assertThat(get(pipeline.monitorPort(), ""))
          .contains("buffer_queue_length")
          .doesNotContain("Bearer");
      // Why: whoever reaches it can ask for the configuration, with the key.
      assertThat(get(pipeline.monitorPort(), "?with_config=yes")).contains("Bearer");
      assertThat(Program.accepts(Program.loopback(2, pipeline.monitorPort()))).isFalse();
      assertThat(Program.accepts(Program.loopback(2, pipeline.httpPort()))).isTrue();
    }
  }

  private static String get(int port, String query) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/api/plugins.json" + query))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The environment for both keys and TLS, with a certificate for the name. */
  private Map<String, String> secured(String name) throws Exception {
    Pipeline.installed("openssl");
    Path log = directory.resolve("openssl.log");
    Process openssl =
        new ProcessBuilder(
                "sh", "-ec", DocumentationTest.command("openssl req").replace("localhost", name))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(openssl.exitValue()).as(Files.readString(log)).isZero();
    Path certificate = directory.resolve("aggregator.pem");
    Path key = directory.resolve("aggregator.key");
    Map<String, String> environment = new HashMap<>();
    environment.put("FLUENT_BIT_SHARED_KEY", WORKER_KEY);
    environment.put("AGGREGATOR_SHARED_KEY", AGGREGATOR_KEY);
    environment.put("AGGREGATOR_HOST", "localhost");
    environment.put("AGGREGATOR_TLS", "on");
    environment.put("AGGREGATOR_CA_FILE", certificate.toString());
    environment.put("AGGREGATOR_CERT_FILE", certificate.toString());
    environment.put("AGGREGATOR_KEY_FILE", key.toString());
    return environment;
  }
}
