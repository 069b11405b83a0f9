package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.ForwardCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/doctor.md} says what the doctor says. */
@Timeout(90)
class DoctorDocumentTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theTableHasEachFindingWithItsMarkAndRemedy() throws IOException {
    List<String> rows =
        document()
            .lines()
            .filter(line -> line.matches("\\| `[a-z-]+` \\| (ok|warning|problem) \\|.*"))
            .map(line -> line.replaceFirst("(\\| `[^|]+\\|[^|]+\\|)[^|]+\\|", "$1"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Diagnosis.values())
                .map(
                    diagnosis ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                diagnosis.code(),
                                diagnosis.mark.text,
                                diagnosis.remedy == null ? "" : diagnosis.remedy))
                .toList());
  }

  @Test
  void onlyWhatIsWellHasNoRemedy() {
    assertThat(Diagnosis.values())
        .allMatch(diagnosis -> (diagnosis.mark == Mark.OK) == (diagnosis.remedy == null));
  }

  @Test
  void theOptionsAreThoseOfTheUsage() throws IOException {
    Pattern option = Pattern.compile("(?m)^(?:\\| `|  )(--[a-z]+(?: <[a-z]+>)?)");

    assertThat(matches(option, document()))
        .isNotEmpty()
        .isEqualTo(matches(option, DoctorArguments.USAGE));
  }

  @Test
  void theSampleIsWhatItPrints(@TempDir Path directory) throws Exception {
    int absent = FreePort.find();
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {})) {
      Path config =
          Files.writeString(
              directory.resolve("logback.xml"),
              """
              <configuration>
                <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">
                  <endpoints>127.0.0.1:%s,127.0.0.1:%s</endpoints>
                </appender>
                <root level="INFO"><appender-ref ref="FLUENTD"/></root>
              </configuration>
              """
                  .formatted(collector.port(), absent));
      DoctorProcess doctor =
          DoctorProcess.run(
              directory,
              Map.of("MACHINE_ID", "railway-comfyui-01", "WORKER_ID", "worker-001"),
              List.of("-Dlogback.configurationFile=" + config));
      String printed =
          doctor
              .output()
              .replace(config.toUri().toURL().toString(), "file:/etc/worker/logback.xml")
              .replace(":" + collector.port(), ":24224")
              .replace(":" + absent, ":24225");

      assertThat(withoutChance(printed)).isEqualTo(withoutChance(sample()));
    }
  }

  private static String withoutChance(String text) {
    return text.replaceAll("after [0-9]+ ms", "after 0 ms").replaceAll("[0-9a-f]{32}", "run");
  }

  private static String sample() throws IOException {
    Matcher fence = Pattern.compile("(?ms)^```text\\n(.*?)^```").matcher(document());
    assertThat(fence.find()).isTrue();
    return fence.group(1);
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs/doctor.md"));
  }
}
