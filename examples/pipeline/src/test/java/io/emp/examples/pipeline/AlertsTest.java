package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules are of metrics that are emitted, and fire when they should. */
class AlertsTest {

  private static final String RULES = "alerts/emp-alerts.yml";
  private static final String TESTS = "alerts/emp-alerts.test.yml";

  @TempDir private Path directory;

  @Test
  void everyMetricAndLabelOfTheRulesIsEmitted() throws Exception {
    List<String> queries = Yaml.textsOf(Yaml.read(RULES), "expr");

    assertThat(queries).hasSizeGreaterThan(5);
    Queries.assertKnown(
        queries, EmittedMetrics.ofAWorker(), Set.of("job", "instance", "machine", "le"));
  }

  /** Else they would show that an alert fires on what never is. */
  @Test
  void everySeriesOfTheRulesOwnTestsIsOneThatIsEmitted() throws Exception {
    EmittedMetrics emitted = EmittedMetrics.ofAWorker();

    List<String> series = Yaml.textsOf(Yaml.read(TESTS), "series");

    assertThat(series).hasSizeGreaterThan(10);
    Queries.assertKnown(series, emitted, Set.of("job", "instance", "le"));
  }

  @Test
  void everyAlertIsExplainedWhereItPointsTo() throws Exception {
    String page = Files.readString(Path.of("../../docs/pipeline.md"));
    for (JsonNode rule : rules()) {
      String alert = rule.path("alert").asText();
      assertThat(page).contains("\n### " + alert + "\n");
      assertThat(rule.path("annotations").path("runbook").asText())
          .isEqualTo("docs/pipeline.md#" + alert.toLowerCase(Locale.ROOT));
      assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
      assertThat(rule.path("labels").path("severity").asText()).isIn("critical", "warning");
    }
  }

  /** What fires is tested, and what must not. */
  @Test
  void everyAlertIsTestedBothWays() throws Exception {
    JsonNode tests = Yaml.read(TESTS);
    List<String> firing = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (JsonNode test : tests.path("tests")) {
      for (JsonNode alert : test.path("alert_rule_test")) {
        (alert.path("exp_alerts").isEmpty() ? silent : firing)
            .add(alert.path("alertname").asText());
      }
    }
    for (JsonNode rule : rules()) {
      assertThat(firing).contains(rule.path("alert").asText());
      assertThat(silent).contains(rule.path("alert").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check rules " + RULES,
        "test rules " + TESTS,
        "check config alerts/prometheus.yml"
      })
  void promtoolFindsNothingWrong(String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Pipeline.installed("promtool"));
    command.addAll(List.of(arguments.split(" ")));
    Path output = directory.resolve("promtool.txt");
    Process promtool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(Files.readString(output)).isZero();
  }

  private static List<JsonNode> rules() throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    Yaml.read(RULES).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }
}
