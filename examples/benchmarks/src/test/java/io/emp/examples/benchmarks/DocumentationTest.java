package io.emp.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page has what the module measures. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final String RUN = "mvn -q -pl examples/benchmarks -am compile exec:exec";

  @Test
  void everyCommandOfThePageIsTheModules() throws IOException {
    List<String> commands = page().lines().filter(line -> line.startsWith("mvn ")).toList();

    // .ci/run runs the last as it stands here; the others are the same program, for longer.
    assertThat(commands)
        .containsExactly(RUN, RUN + " -Dbenchmarks=full", RUN + " -Dbenchmarks=check");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<benchmarks>short</benchmarks>", "<argument>${benchmarks}</argument>");
  }

  @Test
  void allThatIsComparedIsInThePage() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonPeer peer : JsonPeer.values()) {
      names.add(peer.library);
    }
    for (MessagePackPeer peer : MessagePackPeer.values()) {
      names.add(peer.library);
    }
    for (Carrier carrier : Carrier.values()) {
      names.add(carrier.library);
    }
    for (SampleEvent event : SampleEvent.values()) {
      names.add(event.description);
    }
    for (Fault fault : Fault.values()) {
      names.add(fault.description);
    }
    assertThat(page()).contains(names);
  }

  @Test
  void theVersionsOfThePeersAreThoseMeasured() throws IOException {
    String poms = Files.readString(Path.of("pom.xml")) + Files.readString(ROOT.resolve("pom.xml"));
    for (String property :
        List.of(
            "logback", "logstash-encoder", "ecs-logging", "log4j", "fluency", "fluent-logger")) {
      Matcher version = Pattern.compile("<" + property + "\\.version>(.*?)</").matcher(poms);
      assertThat(version.find()).as(property).isTrue();
      assertThat(page()).contains(" " + version.group(1));
    }
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/performance.md"));
  }
}
