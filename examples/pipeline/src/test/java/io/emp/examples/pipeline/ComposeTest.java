package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Compose file, by the rules of its specification; no image is run here. */
class ComposeTest {

  private static final Set<String> SERVICE_KEYS =
      Set.of(
          "build",
          "image",
          "command",
          "entrypoint",
          "user",
          "environment",
          "volumes",
          "ports",
          "depends_on",
          "healthcheck",
          "profiles",
          "restart");

  @Test
  void itHasNoKeyThatTheSpecificationDoesNot() throws Exception {
    JsonNode compose = Yaml.read("docker-compose.yml");

    assertThat(Yaml.names(compose)).containsExactly("name", "services", "volumes");
    assertThat(compose.path("name").asText()).matches("[a-z0-9][a-z0-9_-]*");
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      assertThat(Yaml.names(service.getValue())).as(service.getKey()).isSubsetOf(SERVICE_KEYS);
      assertThat(service.getValue().has("image"))
          .as("%s is built or fetched", service.getKey())
          .isNotEqualTo(service.getValue().has("build"));
      assertThat(service.getValue().path("restart").asText()).isIn("no", "unless-stopped");
    }
  }

  @Test
  void everyImageHasAVersion() throws Exception {
    for (JsonNode service : Yaml.read("docker-compose.yml").path("services")) {
      if (service.has("image")) {
        assertThat(service.path("image").asText()).matches("[a-z0-9/-]+:v?\\d+\\.\\d+\\.\\d+.*");
      }
    }
  }

  @Test
  void everyPortIsPublishedOnLoopbackAlone() throws Exception {
    for (JsonNode service : Yaml.read("docker-compose.yml").path("services")) {
      for (String port : Yaml.texts(service.path("ports"))) {
        assertThat(port).matches("127\\.0\\.0\\.1:(\\d+):\\1");
        // It tells the API key to whoever asks.
        assertThat(port).doesNotContain("24220");
      }
      assertThat(service.path("environment").has("FLUENTD_MONITOR_PORT")).isFalse();
    }
  }

  @Test
  void whatItNamesIsThere() throws Exception {
    JsonNode compose = Yaml.read("docker-compose.yml");
    Set<String> volumes = new HashSet<>(Yaml.names(compose.path("volumes")));
    for (JsonNode service : compose.path("services")) {
      for (String other : Yaml.texts(service.path("depends_on"))) {
        assertThat(compose.path("services").has(other)).as(other).isTrue();
      }
      for (String volume : Yaml.texts(service.path("volumes"))) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.equals("./certificates")) {
          continue; // The user's own, see docs/pipeline.md.
        }
        assertThat(
                source.startsWith("./") ? Files.exists(Path.of(source)) : volumes.contains(source))
            .as(volume)
            .isTrue();
      }
      if (service.has("build")) {
        Path context = Path.of(service.path("build").path("context").asText());
        assertThat(context.resolve("README.md")).exists();
        assertThat(context.resolve(service.path("build").path("dockerfile").asText())).exists();
      }
    }
  }

  @Test
  void everySecretComesFromTheEnvironment() throws Exception {
    Pattern given = Pattern.compile("\\$\\{\\w+(:-|:\\?[\\w ]+)}");
    int secrets = 0;
    for (JsonNode service : Yaml.read("docker-compose.yml").path("services")) {
      for (Map.Entry<String, JsonNode> variable : service.path("environment").properties()) {
        if (variable.getKey().matches(".*(_KEY|PASSWORD|TOKEN|SECRET).*")) {
          secrets++;
          assertThat(variable.getValue().asText()).as(variable.getKey()).matches(given);
        }
      }
    }
    assertThat(secrets).isGreaterThan(4);
  }

  /** A variable that is misspelt here would say nothing. */
  @Test
  void whatItSetsIsReadAndItsDefaultsAreThoseOfTheFiles() throws Exception {
    JsonNode services = Yaml.read("docker-compose.yml").path("services");
    assertRead(services.path("fluent-bit"), EnvironmentVariables.ofFluentBit());
    assertRead(services.path("fluentd"), EnvironmentVariables.ofFluentd());
    assertRead(services.path("collector"), EnvironmentVariables.ofCollector());
  }

  private static void assertRead(JsonNode service, Map<String, String> variables) {
    assertThat(Yaml.names(service.path("environment"))).isSubsetOf(variables.keySet());
    for (Map.Entry<String, JsonNode> variable : service.path("environment").properties()) {
      Matcher passed =
          Pattern.compile("\\$\\{" + variable.getKey() + ":-([^}]*)}")
              .matcher(variable.getValue().asText());
      if (passed.matches()
          && !List.of("MACHINE_ID", "PIPELINE_OUTPUT").contains(variable.getKey())) {
        assertThat(passed.group(1))
            .as(variable.getKey())
            .isEqualTo(variables.get(variable.getKey()));
      }
    }
  }

  @Test
  void theImageOfTheWorkerIsMadeOfModulesThatAreThere() throws Exception {
    String dockerfile = Yaml.text("worker/Dockerfile");

    Matcher module = Pattern.compile("-pl (\\S+)").matcher(dockerfile);
    assertThat(module.find()).isTrue();
    assertThat(Path.of("../..").resolve(module.group(1)).resolve("pom.xml")).exists();
    assertThat(Path.of("../..").resolve(module.group(1)).resolve("images")).isDirectory();
    assertThat(dockerfile).contains("USER worker\n");
    assertThat(dockerfile.lines().filter(line -> line.startsWith("FROM")))
        .allMatch(line -> line.matches("FROM [a-z-]+:[\\d.]+[\\w.-]*( AS \\w+)?"));
  }
}
