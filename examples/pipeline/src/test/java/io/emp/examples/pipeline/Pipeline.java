package io.emp.examples.pipeline;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fluent Bit and Fluentd with the files of this example, on ports of loopback that are free. */
final class Pipeline implements AutoCloseable {

  static final Path FILES = Path.of("").toAbsolutePath();
  static final String API_KEY = "auth_\"of the test\\";
  static final String DATASET = "pipeline-test";

  private final int workerPort = Program.freePort();
  private final int workerHttpPort = Program.freePort();
  private final int httpPort = Program.freePort();
  private final int monitorPort = Program.freePort();
  private final Program fluentBit;
  private final Program fluentd;

  /**
   * @param directory for buffers and logs
   * @param more the environment of both, besides what a test always sets
   */
  Pipeline(Path directory, Dash0StandIn dash0, Map<String, String> more) throws IOException {
    int aggregatorPort = Program.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("FLUENT_BIT_FORWARD_PORT", String.valueOf(workerPort));
    environment.put("FLUENT_BIT_HTTP_PORT", String.valueOf(workerHttpPort));
    environment.put("FLUENT_BIT_MONITOR_PORT", String.valueOf(Program.freePort()));
    environment.put("FLUENT_BIT_STORAGE", directory.resolve("fluent-bit").toString());
    environment.put("AGGREGATOR_PORT", String.valueOf(aggregatorPort));
    environment.put("FLUENTD_BIND", "127.0.0.1");
    environment.put("FLUENTD_FORWARD_PORT", String.valueOf(aggregatorPort));
    environment.put("FLUENTD_HTTP_PORT", String.valueOf(httpPort));
    environment.put("FLUENTD_MONITOR_PORT", String.valueOf(monitorPort));
    environment.put("FLUENTD_BUFFER", directory.resolve("fluentd").toString());
    environment.put("FLUENTD_REFUSED", directory.resolve("refused").toString());
    environment.put("DASH0_LOGS_ENDPOINT", dash0.endpoint());
    environment.put("DASH0_API_KEY", API_KEY);
    environment.put("DASH0_DATASET", DATASET);
    environment.putAll(more);
    Files.createDirectories(directory);
    int bound = "127.0.0.2".equals(environment.get("FLUENTD_BIND")) ? 2 : 1;
    fluentBit =
        new Program(
            List.of(
                installed("fluent-bit"),
                "-c",
                FILES.resolve("fluent-bit/fluent-bit.yaml").toString()),
            environment,
            directory.resolve("fluent-bit.log"),
            List.of(Program.loopback(1, workerPort), Program.loopback(1, workerHttpPort)));
    fluentd =
        new Program(
            List.of(
                installed("fluentd"),
                "--no-supervisor",
                "-c",
                FILES.resolve("fluentd/fluentd.conf").toString()),
            environment,
            directory.resolve("fluentd.log"),
            List.of(
                Program.loopback(bound, aggregatorPort),
                Program.loopback(bound, httpPort),
                Program.loopback(1, monitorPort)));
  }

  /** Skips the test where the program is absent. */
  static String installed(String program) {
    assumeTrue(
        Program.onPath(program).isPresent(), () -> "there is no " + program + " on the PATH");
    return Program.onPath(program).orElseThrow().toString();
  }

  Program fluentBit() {
    return fluentBit;
  }

  Program fluentd() {
    return fluentd;
  }

  /** Fluent Bit's, for workers. */
  int workerPort() {
    return workerPort;
  }

  /** Fluent Bit's, for workers. */
  int workerHttpPort() {
    return workerHttpPort;
  }

  /** Fluentd's. */
  int httpPort() {
    return httpPort;
  }

  /** Fluentd's. */
  int monitorPort() {
    return monitorPort;
  }

  @Override
  public void close() throws InterruptedException {
    try {
      fluentBit.stop();
    } finally {
      fluentd.stop();
    }
  }
}
