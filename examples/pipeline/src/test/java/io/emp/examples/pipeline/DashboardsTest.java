package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboards have the form that their programs read, and show metrics that are emitted. */
class DashboardsTest {

  private static final String GRAFANA = "dashboards/grafana.json";
  private static final String DASH0 = "dashboards/dash0.yaml";

  @TempDir private Path directory;

  @Test
  void everyMetricAndLabelOfTheGrafanaDashboardIsEmitted() throws Exception {
    Queries.assertKnown(
        queries(GRAFANA),
        EmittedMetrics.ofAWorker(),
        Set.of("job", "instance", "machine", "le", "label_values"));
  }

  @Test
  void everyMetricAndLabelOfTheDash0DashboardIsEmitted() throws Exception {
    Queries.assertKnown(
        queries(DASH0), EmittedMetrics.ofAWorker(), Set.of("service_instance_id", "machine", "le"));
  }

  @Test
  void bothShowTheSame() throws Exception {
    List<String> grafana = queries(GRAFANA);
    grafana.removeIf(query -> query.startsWith("label_values"));

    assertThat(queries(DASH0).stream().map(q -> q.replace("service_instance_id", "instance")))
        .containsExactlyElementsOf(grafana);
  }

  @ParameterizedTest
  @ValueSource(strings = {GRAFANA, DASH0})
  void promtoolReadsEveryQuery(String file) throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n- name: queries\n  rules:\n");
    int number = 0;
    for (String query : queries(file)) {
      if (!query.startsWith("label_values")) {
        number++;
        rules
            .append("  - record: query_" + number + "\n    expr: '")
            .append(query.replace("$__rate_interval", "5m"))
            .append("'\n");
      }
    }
    Path written = directory.resolve("rules.yml");
    Files.writeString(written, rules);
    Path output = directory.resolve("promtool.txt");
    Process promtool =
        new ProcessBuilder(Pipeline.installed("promtool"), "check", "rules", written.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(Files.readString(output)).isZero();
  }

  /** By the rules of Grafana's dashboard model: ids of their own, places that do not overlap. */
  @Test
  void theGrafanaDashboardIsWellFormed() throws Exception {
    JsonNode dashboard = Yaml.read(GRAFANA);

    assertThat(dashboard.path("schemaVersion").isInt()).isTrue();
    assertThat(dashboard.path("uid").asText()).hasSizeBetween(1, 40);
    assertThat(dashboard.path("title").asText()).isNotBlank();
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(panel.path("id").isInt()).isTrue();
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel).isTrue();
      assertThat(panel.path("type").asText()).isIn("row", "timeseries");
      assertThat(panel.path("title").asText()).isNotBlank();
      JsonNode place = panel.path("gridPos");
      occupy(cells, place.path("x"), place.path("y"), place.path("w"), place.path("h"));
      Set<String> refIds = new HashSet<>();
      for (JsonNode target : panel.path("targets")) {
        assertThat(refIds.add(target.path("refId").asText())).isTrue();
        assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      }
      assertThat(refIds.isEmpty()).isEqualTo(panel.path("type").asText().equals("row"));
    }
  }

  /** By the rules of Perses: each panel is placed once, nothing overlaps, and no other field. */
  @Test
  void theDash0DashboardIsWellFormed() throws Exception {
    JsonNode dashboard = Yaml.read(DASH0);

    assertThat(Yaml.names(dashboard)).containsExactly("apiVersion", "kind", "metadata", "spec");
    assertThat(dashboard.path("apiVersion").asText()).isEqualTo("perses.dev/v1alpha1");
    assertThat(dashboard.path("kind").asText()).isEqualTo("PersesDashboard");
    assertThat(dashboard.path("metadata").path("name").asText()).matches("[a-z0-9-]{1,75}");
    JsonNode spec = dashboard.path("spec");
    assertThat(Yaml.names(spec))
        .containsExactly(
            "display", "duration", "refreshInterval", "variables", "panels", "layouts");
    List<String> placed = new ArrayList<>();
    for (JsonNode layout : spec.path("layouts")) {
      assertThat(layout.path("kind").asText()).isEqualTo("Grid");
      Set<String> cells = new HashSet<>();
      for (JsonNode item : layout.path("spec").path("items")) {
        assertThat(Yaml.names(item)).containsExactly("x", "y", "width", "height", "content");
        occupy(cells, item.path("x"), item.path("y"), item.path("width"), item.path("height"));
        placed.add(item.path("content").path("$ref").asText().replace("#/spec/panels/", ""));
      }
    }
    assertThat(placed).containsExactlyElementsOf(Yaml.names(spec.path("panels")));
    for (JsonNode panel : spec.path("panels")) {
      assertThat(panel.path("kind").asText()).isEqualTo("Panel");
      assertThat(Yaml.names(panel.path("spec"))).containsExactly("display", "plugin", "queries");
      assertThat(panel.path("spec").path("plugin").path("kind").asText())
          .isEqualTo("TimeSeriesChart");
      assertThat(panel.path("spec").path("plugin").path("spec").properties())
          .extracting(Map.Entry::getKey)
          .isSubsetOf("legend", "tooltip", "yAxis", "thresholds", "visual", "querySettings");
      for (JsonNode query : panel.path("spec").path("queries")) {
        assertThat(query.path("kind").asText()).isEqualTo("TimeSeriesQuery");
        JsonNode plugin = query.path("spec").path("plugin");
        assertThat(plugin.path("kind").asText()).isEqualTo("PrometheusTimeSeriesQuery");
        assertThat(Yaml.names(plugin.path("spec"))).containsExactly("query", "seriesNameFormat");
      }
    }
  }

  private static void occupy(
      Set<String> cells, JsonNode x, JsonNode y, JsonNode width, JsonNode height) {
    assertThat(x.asInt() + width.asInt()).isBetween(1, 24);
    for (int column = x.asInt(); column < x.asInt() + width.asInt(); column++) {
      for (int row = y.asInt(); row < y.asInt() + height.asInt(); row++) {
        assertThat(cells.add(column + "," + row)).as("cell %d,%d", column, row).isTrue();
      }
    }
  }

  private static List<String> queries(String file) throws Exception {
    JsonNode tree = Yaml.read(file);
    List<String> queries = new ArrayList<>(Yaml.textsOf(tree, "expr"));
    for (String query : Yaml.textsOf(tree, "query")) {
      if (query.contains("(")) {
        queries.add(query);
      }
    }
    assertThat(queries).hasSizeGreaterThan(15);
    return queries;
  }
}
