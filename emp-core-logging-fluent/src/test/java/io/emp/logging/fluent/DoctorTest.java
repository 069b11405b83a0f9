package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doctor as a whole: what it reads, prints and exits with. */
@Timeout(90)
class DoctorTest {

  private static final Map<String, String> WORKER =
      Map.of("MACHINE_ID", "machine-1", "WORKER_ID", "worker-1", "SERVICE_TYPE", "comfyui");

  @TempDir private Path directory;
  private final List<CollectedEvent> collected = new CopyOnWriteArrayList<>();

  @Test
  void aServiceThatIsWellExitsWith0AndItsIdentityIsOnTheEvent() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, collected::add)) {
      Path config =
          config("<host>127.0.0.1</host><port>${COLLECTOR_PORT}</port><tag>${TAG:-jobs}</tag>");
      DoctorProcess doctor =
          DoctorProcess.run(
              directory,
              with("COLLECTOR_PORT", String.valueOf(collector.port())),
              List.of("-Dlogback.configurationFile=" + config));

      assertThat(doctor.exitCode()).as("%s", doctor).isZero();
      assertThat(doctor.output()).contains("acknowledged after").contains("no problems, ");
      assertThat(doctor.errors()).isEmpty();
    }
    assertThat(collected).hasSize(1);
    assertThat(collected.get(0).tag()).isEqualTo("jobs");
    assertThat(collected.get(0).fields())
        .containsEntry("machine_id", "machine-1")
        .containsEntry("worker_id", "worker-1")
        .containsEntry("service_type", "comfyui")
        .containsEntry("service_instance_id", "machine-machine-1.worker-1")
        .containsEntry("component", "doctor");
  }

  @Test
  void problemsExitWith1AndAreOneObjectForMachines() throws Exception {
    DoctorProcess doctor =
        DoctorProcess.run(
            directory,
            with("FLUENTD_PORT", String.valueOf(FreePort.find())),
            List.of(),
            "--json",
            "--config",
            config("<host>127.0.0.1</host>").toString());

    assertThat(doctor.exitCode()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(doctor.output());
    assertThat(report.get("problems").asInt()).isEqualTo(1);
    JsonNode last = report.get("findings").get(report.get("findings").size() - 1);
    assertThat(last.get("mark").asText()).isEqualTo("problem");
    assertThat(last.get("code").asText()).isEqualTo("connection-refused");
    assertThat(last.get("remedy").asText()).contains("FLUENTD_HOST");
  }

  /**
   * The library of protocol fluent-logger asks SLF4J for a logger. That must not start the
   * service's appenders, which would take over what waits.
   */
  @ParameterizedTest
  @ValueSource(strings = {"forward", "fluent-logger"})
  void whatWaitsInTheServicesBufferStaysThere(String protocol) throws Exception {
    Path buffer = directory.toRealPath().resolve("buffer");
    Path run = BufferFiles.deadRun(buffer, "waiting");
    Path chunk = BufferFiles.chunks(run).get(0);
    byte[] before = Files.readAllBytes(chunk);
    try (ForwardCollector collector = ForwardCollector.start(0, collected::add)) {
      Path config =
          config(
              "<host>127.0.0.1</host><port>%s</port><protocol>%s</protocol><bufferDirectory>%s</bufferDirectory>"
                  .formatted(collector.port(), protocol, buffer));
      DoctorProcess doctor =
          DoctorProcess.run(directory, WORKER, List.of("-Dlogback.configurationFile=" + config));

      assertThat(doctor.output()).contains("1 event waits");
      assertThat(doctor.exitCode()).as("%s", doctor).isZero();
    }
    assertThat(collected)
        .extracting(event -> event.fields().get("event_type"))
        .containsExactly("service_doctor");
    assertThat(BufferFiles.runs(buffer)).containsExactly(run);
    assertThat(chunk).hasBinaryContent(before);
  }

  @Test
  void noSecretIsPrinted() throws Exception {
    String key = "k3y-of-the-collector";
    String password = "p4ssword-of-the-user";
    try (ScriptedServer server =
        new ScriptedServer(
            connection -> {
              // One that repeats all it can.
              connection.write(0x92, 0xA4, 'H', 'E', 'L', 'O', 0x80);
              connection.readMessage();
              connection.write(0x95, 0xA4, 'P', 'O', 'N', 'G', 0xC2, 0xD9, key.length());
              connection.out.write(key.getBytes(StandardCharsets.UTF_8));
              connection.write(0xA0, 0xA0);
            })) {
      Path config =
          config(
              "<host>127.0.0.1</host><port>%s</port><sharedKey>%s</sharedKey><%s>x</%s>"
                  .formatted(server.endpoint().port(), key, password, password));
      for (String[] format : new String[][] {{}, {"--json"}}) {
        String output =
            run(Map.of("FLUENTD_USERNAME", "worker", "FLUENTD_PASSWORD", password), config, format)
                .output();

        assertThat(output)
            .contains("the collector refused the handshake: ***")
            .doesNotContain(key, password);
      }
    }
  }

  @Test
  void withoutAConfigurationTheEnvironmentAloneIsLookedAt() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, collected::add)) {
      DoctorProcess doctor =
          DoctorProcess.run(
              directory, with("FLUENTD_PORT", String.valueOf(collector.port())), List.of());

      assertThat(doctor.exitCode()).as("%s", doctor).isZero();
      assertThat(doctor.output())
          .contains("configuration-not-found")
          .contains("acknowledged after");
    }
    assertThat(collected).hasSize(1);
  }

  @Test
  void aConfigurationWithoutAnAppenderIsAProblemAndTheEnvironmentIsLookedAtAllTheSame()
      throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, collected::add)) {
      Path empty = Files.writeString(directory.resolve("empty.xml"), "<configuration/>");
      Result result =
          run(
              Map.of("FLUENTD_HOST", "127.0.0.1", "FLUENTD_PORT", String.valueOf(collector.port())),
              empty);

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output()).contains("appender-missing").contains("acknowledged after");
    }
    assertThat(collected).hasSize(1);
  }

  @Test
  void eachEndpointIsTriedAndTheOrderIsThatOfTheConfiguration() throws Exception {
    int absent = FreePort.find();
    try (ForwardCollector collector = ForwardCollector.start(0, collected::add)) {
      Result result =
          run(
              Map.of(),
              config(
                  "<endpoints>127.0.0.1:%s,127.0.0.1:%s</endpoints>"
                      .formatted(absent, collector.port())));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output().lines().filter(line -> line.contains("one event of")))
          .satisfiesExactly(
              first -> assertThat(first).contains(":" + absent + ": connection refused"),
              second -> assertThat(second).contains(":" + collector.port() + ": acknowledged"));
    }
  }

  @Test
  void settingsThatAreRefusedAreToldAndNothingIsSent() throws Exception {
    Result result = run(Map.of("FLUENTD_SECURE", "perhaps"), config(""));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("settings-refused")
        .contains("FLUENTD_SECURE is \"perhaps\"")
        .doesNotContain("one event");
  }

  @Test
  void settingsThatAreCorrectedAreTold() throws Exception {
    Result result =
        run(
            Map.of(),
            config("<port>%s</port><chunkSize>1 KB</chunkSize>".formatted(FreePort.find())));

    assertThat(result.output()).contains("settings-corrected").contains("chunkSize is 1024 bytes");
  }

  @Test
  void whatIsMissingOfTheIdentityIsNamed() throws Exception {
    DoctorProcess doctor =
        DoctorProcess.run(
            directory,
            Map.of("MACHINE_ID", "x".repeat(129), "WORKER_ID", "worker-1"),
            List.of(),
            "--config",
            config("<port>%s</port>".formatted(FreePort.find())).toString());

    assertThat(doctor.output())
        .contains("WORKER_ID is worker-1")
        .contains("identity-missing")
        .contains("MACHINE_ID is too long, with 129 characters")
        .contains("SERVICE_TYPE is not set");
  }

  @Test
  void itEndsInTimeWhateverHangs() throws Exception {
    try (RawServer server = new RawServer(RawServer.Peer::doNothing)) {
      long start = System.nanoTime();
      Result result =
          run(
              Map.of(),
              config(
                  "<host>127.0.0.1</host><port>%s</port><ackTimeout>10 minutes</ackTimeout>"
                      .formatted(server.endpoint().port())),
              "--timeout",
              "1");

      assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output()).containsAnyOf("out-of-time", "no-acknowledgement");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--colour", "--timeout=5", "--timeout 0", "--timeout soon", "--config"})
  void wrongUsageExitsWith2AndSaysHow(String arguments) {
    Result result = run(Map.of(), List.of(arguments.split(" ")));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).contains("Usage: ").contains("--timeout");
  }

  @Test
  void helpIsNoProblem() {
    Result result = run(Map.of(), List.of("--help"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).isEqualTo(DoctorArguments.USAGE);
  }

  private record Result(int exitCode, String output, String errors) {}

  private static Result run(Map<String, String> environment, Path config, String... more) {
    List<String> arguments = new java.util.ArrayList<>(List.of("--config", config.toString()));
    arguments.addAll(List.of(more));
    return run(environment, arguments);
  }

  private static Result run(Map<String, String> environment, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Doctor.run(
            arguments,
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Result(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Map<String, String> with(String variable, String value) {
    Map<String, String> all = new java.util.HashMap<>(WORKER);
    all.put(variable, value);
    return all;
  }

  private Path config(String properties) throws Exception {
    return Files.writeString(
        directory.resolve("logback.xml"),
        """
        <configuration>
          <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">%s</appender>
          <root level="INFO"><appender-ref ref="FLUENTD"/></root>
        </configuration>
        """
            .formatted(properties));
  }
}
