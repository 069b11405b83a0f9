package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.util.Duration;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Deployment of docs/setup.md fits the SDK; no cluster was asked. */
class KubernetesExampleTest {

  private static final Path RESOURCES = Path.of("src", "test", "resources");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final long MEGABYTE = 1 << 20;

  /** What DegradingChunkStore may take while the disk fails, see docs/delivery.md. */
  private static final long MEMORY_WITHOUT_DISK = 64 * MEGABYTE;

  /** Classes, code and threads: not the SDK's, and not little. */
  private static final long MEMORY_OF_THE_JVM = 256 * MEGABYTE;

  /** The default of bufferSize with a directory, set-aside events, and the file of open jobs. */
  private static final long DISK = 1024 * MEGABYTE + 100 * MEGABYTE + 2 * MEGABYTE;

  private JsonNode pod = YAML.missingNode();
  private JsonNode container = YAML.missingNode();
  private JsonNode claim = YAML.missingNode();

  @BeforeEach
  void read() throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class)
            .readValues(RESOURCES.resolve("kubernetes-example.yaml").toFile())) {
      List<JsonNode> all = documents.readAll();
      assertThat(all).hasSize(2);
      assertThat(all.get(0).path("spec").path("selector").path("matchLabels"))
          .isEqualTo(all.get(0).at("/spec/template/metadata/labels"));
      pod = all.get(0).at("/spec/template/spec");
      claim = all.get(1);
    }
    assertThat(pod.path("containers")).hasSize(1);
    container = pod.path("containers").get(0);
  }

  private Map<String, JsonNode> environment() {
    Map<String, JsonNode> environment = new LinkedHashMap<>();
    for (JsonNode variable : container.path("env")) {
      assertThat(environment.put(variable.path("name").asText(), variable)).isNull();
    }
    return environment;
  }

  @Test
  void itsVariablesAreThoseOfTheSdk() {
    Set<String> known = new TreeSet<>(Page.code(Page.README.section("## Environment"), 0));
    Set<String> own = new TreeSet<>(environment().keySet());
    own.removeIf(name -> name.startsWith("OTEL_"));

    assertThat(own).contains("MACHINE_ID", "WORKER_ID", "FLUENTD_HOST");
    assertThat(known).containsAll(own);
  }

  @Test
  void aVariableUsesOnlyThoseAboveIt() {
    Set<String> above = new TreeSet<>();
    int used = 0;
    for (Map.Entry<String, JsonNode> variable : environment().entrySet()) {
      Matcher reference =
          Pattern.compile("\\$\\((\\w+)\\)").matcher(variable.getValue().path("value").asText());
      while (reference.find()) {
        assertThat(above).contains(reference.group(1));
        used++;
      }
      above.add(variable.getKey());
    }
    assertThat(used).isEqualTo(2);
  }

  @Test
  void theBufferIsOnTheVolumeThatIsClaimed() {
    String path = environment().get("FLUENTD_BUFFER_DIRECTORY").path("value").asText();
    JsonNode mount = container.path("volumeMounts").get(0);

    assertThat(mount.path("mountPath").asText()).isEqualTo(path);
    JsonNode volume = pod.path("volumes").get(0);
    assertThat(volume.path("name")).isEqualTo(mount.path("name"));
    assertThat(volume.path("persistentVolumeClaim").path("claimName"))
        .isEqualTo(claim.path("metadata").path("name"));
    assertThat(bytes(claim.at("/spec/resources/requests/storage").asText())).isGreaterThan(DISK);
    assertThat(pod.path("securityContext").has("fsGroup")).isTrue();
  }

  @Test
  void thereIsTimeForTheJobsAndThenForTheEvents() throws IOException {
    MatchResult timeout =
        found(
            "<shutdownTimeout>(.*?)</",
            Files.readString(RESOURCES.resolve("setup-production.xml")));
    MatchResult grace =
        found(
            "exitGrace\\(Duration\\.ofSeconds\\((\\d+)\\)\\)",
            Files.readString(
                Path.of("src/test/java/io/emp/examples/tracks").resolve("SetupExample.java")));
    long listeners = 1;

    assertThat(pod.path("terminationGracePeriodSeconds").asLong())
        .isGreaterThan(
            Long.parseLong(grace.group(1))
                + listeners
                + Duration.valueOf(timeout.group(1)).getMilliseconds() / 1000);
  }

  private static MatchResult found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.toMatchResult();
  }

  @Test
  void thereIsMemoryBesideTheHeap() {
    MatchResult heap = found("\"-Xmx(\\d+)m\"", container.path("command").toString());

    assertThat(bytes(container.at("/resources/limits/memory").asText()))
        .isGreaterThanOrEqualTo(
            Long.parseLong(heap.group(1)) * MEGABYTE + MEMORY_WITHOUT_DISK + MEMORY_OF_THE_JVM);
  }

  @Test
  void theJvmGetsTheSignals() {
    assertThat(container.path("command").get(0).asText()).isEqualTo("java");
  }

  private static long bytes(String quantity) {
    MatchResult gibibytes = found("^(\\d+)Gi$", quantity);
    return Long.parseLong(gibibytes.group(1)) * 1024 * MEGABYTE;
  }
}
