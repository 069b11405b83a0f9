package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/pipeline.md says what the files do, and its commands do what it says. */
@Timeout(120)
class DocumentationTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/pipeline.md");

  @TempDir private Path directory;

  @Test
  void theTableHasEachVariableWithItsDefaultAndWhoReadsIt() throws Exception {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$")
            .matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(1), List.of(row.group(2).replace("`", "").strip(), row.group(3).strip()));
    }
    Map<String, Map<String, String>> read = new LinkedHashMap<>();
    read.put("Fluent Bit", EnvironmentVariables.ofFluentBit());
    read.put("Fluentd", EnvironmentVariables.ofFluentd());
    read.put("Collector", EnvironmentVariables.ofCollector());
    Map<String, List<String>> expected = new TreeMap<>();
    read.forEach(
        (program, variables) ->
            variables.forEach(
                (name, value) ->
                    expected.merge(
                        name,
                        List.of(value, program),
                        (one, other) ->
                            List.of(both(one.get(0), other.get(0)), one.get(1) + ", " + program))));
    // Not a default of the variable but the file that is included without it.
    expected.put("PIPELINE_OUTPUT", List.of("dash0", "Fluentd"));

    assertThat(rows).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static String both(String one, String other) {
    return one.equals(other) ? one : one + ", " + other;
  }

  @Test
  void everyTestThatItNamesIsThere() throws Exception {
    assertThat(
            Pattern.compile("`(\\w+Test)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(result -> result.group(1)))
        .isNotEmpty()
        .allMatch(
            name ->
                Files.exists(Path.of("src/test/java/io/emp/examples/pipeline", name + ".java")));
  }

  @Test
  void theCommandsThatStartAndVerifyItDoSo() throws Exception {
    Pipeline.installed("curl");
    Pipeline.installed("fluent-cat");
    Pipeline.installed("fluent-bit");
    Pipeline.installed("fluentd");
    try (Dash0StandIn dash0 = new Dash0StandIn()) {
      Map<String, String> ports = new LinkedHashMap<>();
      for (String port : List.of("24225", "24224", "24220", "8888")) {
        ports.put(port, String.valueOf(Program.freePort()));
      }
      Map<String, String> environment =
          Map.of(
              "DASH0_LOGS_ENDPOINT", dash0.endpoint(),
              "FLUENTD_HTTP_PORT", ports.get("8888"),
              "FLUENTD_MONITOR_PORT", ports.get("24220"),
              "FLUENT_BIT_FORWARD_PORT", ports.get("24224"),
              "FLUENT_BIT_HTTP_PORT", String.valueOf(Program.freePort()),
              "FLUENT_BIT_MONITOR_PORT", String.valueOf(Program.freePort()));
      Program fluentd =
          program(
              "fluentd",
              command("fluentd -c"),
              ports,
              List.of("24225", "8888", "24220"),
              environment);
      Program fluentBit =
          program("fluent-bit", command("fluent-bit -c"), ports, List.of("24224"), environment);
      try {
        fluentd.start();
        fluentBit.start();

        String answer = run(withPorts(command("one curl"), ports), environment);

        assertThat(answer)
            .contains("\"plugin_id\":\"dash0\"", "retry_count", "buffer_total_queued_size");
        await("both messages")
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(dash0.taken())
                        .extracting(record -> record.get("message"))
                        .contains("one curl", "one fluent-cat"));

        Path refused = Files.createDirectories(directory.resolve("refused")).resolve("refused.1.0");
        Files.writeString(refused, "{\"message\":\"again, 1\"},{\"message\":\"again, 2\"},");
        run(withPorts(command("for file in"), ports), environment);

        assertThat(refused).doesNotExist();
        await("what had been refused")
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(dash0.taken())
                        .extracting(record -> record.get("message"))
                        .contains("again, 1", "again, 2"));
      } finally {
        fluentBit.stop();
        fluentd.stop();
      }
    }
  }

  private Program program(
      String name,
      String command,
      Map<String, String> ports,
      List<String> started,
      Map<String, String> environment)
      throws IOException {
    // The shell hands over its process, so that the program is the one that is stopped.
    String executed =
        withPorts(command, ports).replaceFirst("^((?:\\w+=\\S+ )*)", "export $1&& exec ");
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String port : started) {
      addresses.add(Program.loopback(1, Integer.parseInt(ports.get(port))));
    }
    return new Program(
        List.of("sh", "-c", "cd '" + ROOT + "' && " + executed),
        environment,
        directory.resolve(name + ".log"),
        addresses);
  }

  private String withPorts(String command, Map<String, String> ports) {
    String replaced = command.replace("target/", directory + "/");
    for (Map.Entry<String, String> port : ports.entrySet()) {
      replaced = replaced.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    return replaced;
  }

  private String run(String command, Map<String, String> environment) throws Exception {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-ec", command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(output)).isZero();
    return Files.readString(output);
  }

  @Test
  void promtoolsCommandsFindNothingWrong() throws Exception {
    Pipeline.installed("promtool");

    assertThat(run(command("promtool check"), Map.of())).contains("SUCCESS");
  }

  @Test
  void theCommandOfTheMeasurementNamesIt() throws Exception {
    assertThat(Files.readString(ROOT.resolve("docs/information-flow.md")))
        .contains(
            "\nmvn test -pl examples/pipeline -am -Dtest="
                + PipelineMeasurement.class.getSimpleName()
                + " ");
  }

  @Test
  void theExampleWorkersCommandIsTheReadmesWithAHost() throws Exception {
    String command = command("exec:exec").strip();

    assertThat(command).startsWith("FLUENTD_HOST=127.0.0.1 ");
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("\n" + command.substring(command.indexOf(' ') + 1) + "\n");
  }

  /** The one block of commands that has this text. */
  static String command(String part) throws IOException {
    List<String> blocks = new ArrayList<>();
    for (MatchResult block :
        Pattern.compile("(?s)```sh\n(.*?)```").matcher(Files.readString(PAGE)).results().toList()) {
      if (block.group(1).contains(part)) {
        blocks.add(block.group(1));
      }
    }
    assertThat(blocks).as("blocks with %s", part).hasSize(1);
    return blocks.get(0);
  }
}
