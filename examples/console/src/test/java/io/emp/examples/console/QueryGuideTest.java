package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/query-and-debug.md: each query and command is run, and answers as the page says. */
@Timeout(120)
class QueryGuideTest {

  private static final Duration MOST = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static TestStore store;
  private static SqlRunner runner;
  private static Path logs;

  @BeforeAll
  static void storeTheScene() throws Exception {
    store = new TestStore(directory);
    Incident.store(store, Incident.NOW);
    runner = new SqlRunner(store.database, MOST);
    logs = Files.createDirectory(directory.resolve("logs"));
    for (IncidentWorker.Sent sent : Incident.until(Incident.NOW)) {
      Object instance = sent.event().fields().get("service_instance_id");
      Files.writeString(
          logs.resolve(instance + ".log"),
          Json.text(sent.event().fields()) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  @AfterAll
  static void close() {
    runner.close();
    store.close();
  }

  static List<GuidePage.Block> queries() throws IOException {
    return GuidePage.read().blocks("sql");
  }

  static List<GuidePage.Block> commands() throws IOException {
    return GuidePage.read().blocks("sh").stream()
        .filter(block -> !block.code().startsWith("mvn "))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryGivesTheAnswerThatStandsBelowIt(GuidePage.Block query) {
    assertThat(answer(query)).isEqualTo(query.answer());
  }

  /** The page's answers are of a scene whose end is the only "now" that they can be of. */
  private static String answer(GuidePage.Block query) {
    String then = "TIMESTAMPTZ '" + Incident.NOW + "'";
    SqlResult result = runner.run(query.code().replaceAll("\\bnow\\(\\)", then));
    assertThat(result.failure()).isNull();
    assertThat(result.more()).isFalse();
    return result.asText().replaceFirst("\n\\(\\d+ rows?, \\d+ ms\\)$", "");
  }

  @Test
  void eachQueryAsItStandsFindsNoLessOfWhatHasJustHappened(@TempDir Path other) throws Exception {
    try (TestStore live = new TestStore(other);
        SqlRunner queries = new SqlRunner(live.database, MOST)) {
      Incident.store(live, Instant.now());
      for (GuidePage.Block query : queries()) {
        SqlResult result = queries.run(query.code());

        assertThat(result.failure()).as(query.name()).isNull();
        assertThat(result.rows())
            .as(query.name())
            .hasSizeGreaterThanOrEqualTo((int) query.answer().lines().skip(1).count());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandGivesTheAnswerThatStandsBelowIt(GuidePage.Block command) throws Exception {
    assertThat(trimmed(output(command))).isEqualTo(trimmed(command.answer()));
  }

  private static String output(GuidePage.Block command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command.code());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.directory(logs.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.stripTrailing();
  }

  /** By how much {@code uniq -c} indents differs. */
  private static String trimmed(String output) {
    return output.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void eachQuestionHasAQueryAndEachBlockIsRun() throws IOException {
    GuidePage page = GuidePage.read();
    Map<String, Long> queriesOf =
        queries().stream()
            .collect(
                Collectors.groupingBy(
                    GuidePage.Block::section, TreeMap::new, Collectors.counting()));

    assertThat(queriesOf.keySet())
        .containsExactly(
            "1. Where is my job?",
            "2. Why did it fail?",
            "3. Why is it slow?",
            "4. Which machine is ill?",
            "5. Is a service degrading?",
            "6. What is stuck?",
            "7. Did telemetry get lost?");
    assertThat(all(page, "```sql")).hasSameSizeAs(queries());
    assertThat(all(page, "```sh")).hasSize(commands().size() + 1);
    assertThat(Stream.concat(queries().stream(), commands().stream()))
        .allSatisfy(block -> assertThat(block.answer()).as(block.code()).isNotEmpty());
  }

  @Test
  void eachQueryIsNamedAndMeasured() throws IOException {
    GuidePage page = GuidePage.read();

    assertThat(all(page, "(?m)^\\*\\*(\\d[a-z])\\. ")).isEqualTo(names());
    assertThat(all(page, "(?m)^\\| (\\d[a-z]) \\|")).isEqualTo(names());
  }

  private static List<String> names() throws IOException {
    return queries().stream().map(GuidePage.Block::name).toList();
  }

  @Test
  void whatItLinksToIsThere() throws IOException {
    List<String> links = all(GuidePage.read(), "\\]\\((?!https?:)([^)]+)\\)");

    assertThat(links).isNotEmpty();
    for (String link : links) {
      String[] parts = link.split("#", 2);
      Path file =
          parts[0].isEmpty() ? GuidePage.FILE : GuidePage.FILE.resolveSibling(parts[0]).normalize();
      assertThat(file).exists();
      if (parts.length == 2) {
        assertThat(anchors(Files.readString(file))).as(link).contains(parts[1]);
      }
    }
  }

  private static List<String> anchors(String page) {
    return Pattern.compile("(?m)^#+ (.+)$")
        .matcher(page)
        .results()
        .map(title -> title.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> all(GuidePage page, String pattern) {
    return Pattern.compile(pattern)
        .matcher(page.text())
        .results()
        .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
        .toList();
  }

  @Test
  void theSceneIsOfTheWireFormat() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(GuidePage.FILE.resolveSibling("wire-format.schema.json")));

    assertThat(Incident.until(Incident.NOW))
        .allSatisfy(
            sent ->
                assertThat(schema.validate(Json.MAPPER.valueToTree(sent.event().fields())))
                    .isEmpty());
  }

  /** Writes the page with the answers as they are now, with {@code -Demp.answers=<file>}. */
  @Test
  void writesTheAnswersAnew() throws Exception {
    List<String> answers = new ArrayList<>();
    for (GuidePage.Block query : queries()) {
      answers.add(answer(query));
    }
    String page = GuidePage.read().withAnswers(answers);

    assertThat(page).contains(answers);
    String file = System.getProperty("emp.answers");
    if (file != null) {
      Files.writeString(Path.of(file), page);
    }
  }
}
