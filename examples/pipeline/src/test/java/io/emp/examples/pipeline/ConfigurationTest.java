package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configurations are well-formed and take nothing secret but from the environment. */
@Timeout(120)
class ConfigurationTest {

  private static final Pattern SECTION = Pattern.compile("<(/?)([a-z_]+)(?: [^>]*)?>");
  private static final Pattern INCLUDE = Pattern.compile("([\\w-]+\\.conf)");

  @TempDir private Path directory;

  @Test
  void fluentBitHasItsInputsOnDiskAndWaitsForItsOutput() throws Exception {
    JsonNode configuration = Yaml.read("fluent-bit/fluent-bit.yaml");
    JsonNode pipeline = configuration.path("pipeline");

    assertThat(configuration.path("service").path("storage.path").asText()).isNotBlank();
    // With it a Fluent Bit that is killed before the next flush loses what it has acknowledged.
    assertThat(configuration.path("service").path("storage.checksum").asBoolean()).isFalse();
    assertThat(pipeline.path("inputs")).hasSize(2);
    for (JsonNode input : pipeline.path("inputs")) {
      assertThat(input.path("storage.type").asText()).isEqualTo("filesystem");
      assertThat(input.path("storage.pause_on_chunks_overlimit").asBoolean()).isTrue();
    }
    JsonNode output = pipeline.path("outputs").path(0);
    assertThat(output.path("require_ack_response").asBoolean()).isTrue();
    assertThat(output.path("retry_limit").asText()).isEqualTo("no_limits");
    // It makes room by dropping what was acknowledged.
    assertThat(output.has("storage.total_limit_size")).isFalse();
  }

  @Test
  void everyFluentdFileIsIncludedAndItsSectionsAreClosed() throws Exception {
    Set<String> included = new TreeSet<>();
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(Path.of("fluentd"))) {
      for (Path file : all.toList()) {
        files.add(String.valueOf(file.getFileName()));
        Deque<String> open = new ArrayDeque<>();
        for (String line : Files.readAllLines(file)) {
          String text = line.strip();
          if (text.startsWith("@include")) {
            Matcher include = INCLUDE.matcher(text);
            while (include.find()) {
              included.add(include.group(1));
            }
          }
          Matcher section = SECTION.matcher(text);
          if (section.matches()) {
            if (section.group(1).isEmpty()) {
              open.push(section.group(2));
            } else {
              assertThat(open.poll()).as("%s: %s", file, line).isEqualTo(section.group(2));
            }
          }
        }
        assertThat(open).as("sections of %s", file).isEmpty();
      }
    }

    // An include that finds no file is none, and says nothing.
    files.remove("fluentd.conf");
    assertThat(included).isEqualTo(files);
  }

  @Test
  void theCollectorsPipelinesAreOfPartsThatItHas() throws Exception {
    JsonNode configuration = Yaml.read("collector/collector.yaml");
    JsonNode service = configuration.path("service");

    assertThat(Yaml.texts(service.path("extensions")))
        .containsExactlyElementsOf(Yaml.names(configuration.path("extensions")));
    for (String part : List.of("receivers", "processors", "exporters")) {
      Set<String> used = new TreeSet<>();
      service.path("pipelines").forEach(pipeline -> used.addAll(Yaml.texts(pipeline.path(part))));
      assertThat(used).isEqualTo(new TreeSet<>(Yaml.names(configuration.path(part))));
    }
    assertThat(Yaml.names(service.path("pipelines"))).containsExactly("traces", "metrics", "logs");
    assertThat(
            configuration
                .path("exporters")
                .path("otlp_http/dash0")
                .path("sending_queue")
                .path("storage")
                .asText())
        .isEqualTo("file_storage");
  }

  @Test
  void everyValueThatIsSecretComesFromTheEnvironmentAndHasNoDefault() throws Exception {
    for (Map<String, String> variables :
        List.of(
            EnvironmentVariables.ofFluentBit(),
            EnvironmentVariables.ofFluentd(),
            EnvironmentVariables.ofCollector())) {
      variables.forEach(
          (name, value) -> {
            if (name.endsWith("_KEY")) {
              assertThat(value).as("default of %s", name).isEmpty();
            }
          });
    }
    for (String file :
        List.of("fluent-bit/fluent-bit.yaml", "fluentd/shared-key.conf", "fluentd/dash0.conf")) {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.strip().matches("(shared_key|headers).*")) {
          assertThat(line).as(file).containsAnyOf("${", "#{");
        }
      }
    }
  }

  /** The collector of this project's examples stands for the Collector's receiver. */
  @Test
  void fluentdHandsEventsToACollectorWhereItIsTold() throws Exception {
    List<CollectedEvent> received = Collections.synchronizedList(new ArrayList<>());
    try (Dash0StandIn dash0 = new Dash0StandIn();
        ForwardCollector collector = ForwardCollector.start(0, received::add);
        Pipeline pipeline =
            new Pipeline(
                directory,
                dash0,
                Map.of(
                    "PIPELINE_OUTPUT",
                    "collector",
                    "COLLECTOR_FORWARD_PORT",
                    String.valueOf(collector.port())))) {
      pipeline.fluentd().start();
      pipeline.fluentBit().start();
      try (Worker worker = new Worker(pipeline.workerPort(), "forward", null)) {
        worker.connector().info("to the collector", e -> e.field("half", 0.5));

        Awaitility.await("the event")
            .atMost(Duration.ofSeconds(60))
            .until(() -> !received.isEmpty());
        assertThat(received).hasSize(1);
        assertThat(received.get(0).fields())
            .containsEntry("message", "to the collector")
            .containsEntry("half", 0.5)
            .containsEntry("run_id", worker.counts().runId());
        assertThat(dash0.requests()).isEmpty();
      }
    }
  }
}
