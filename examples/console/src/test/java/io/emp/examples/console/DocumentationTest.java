package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/console.md says what the code does. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final int MAX_IMAGE_BYTES = 150_000;

  @Test
  void theTableOfOptionsListsEachOneWithItsDefaultAndMeaning() throws IOException {
    List<String> rows =
        Pattern.compile("(?m)^\\| `CONSOLE_.*$")
            .matcher(page())
            .results()
            .map(result -> result.group())
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Option.values()).map(DocumentationTest::row).toList());
  }

  private static String row(Option option) {
    String value = option.defaultValue.isEmpty() ? "none" : "`" + option.defaultValue + "`";
    return "| `%s` | %s | %s |".formatted(option, value, option.meaning);
  }

  @Test
  void anOptionOutsideItsLimitsIsRefused() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "CONSOLE_PORT", "65536",
                "CONSOLE_FORWARD_PORT", "-1",
                "CONSOLE_HTTP_PORT", "no",
                "CONSOLE_MAX_EVENTS", "999",
                "CONSOLE_MAX_MEGABYTES", "63",
                "CONSOLE_STUCK_SECONDS", "0",
                "CONSOLE_QUERY_SECONDS", "0")
            .entrySet()) {
      assertThat(catchThrowable(() -> Settings.of(Map.of(wrong.getKey(), wrong.getValue()), null)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(wrong.getKey());
    }
  }

  @Test
  void namesTheLimitsOfTheCode() throws IOException {
    assertThat(page().replaceAll("\\s+", " "))
        .contains("At most %s events wait".formatted(Parts.count(Intake.MAX_WAITING_EVENTS)))
        .contains("beyond %s characters".formatted(Parts.count(Event.MAX_TEXT_CHARS)))
        .contains("more than %s characters".formatted(Parts.count(Event.MAX_FIELDS_CHARS)))
        .contains("shows " + JobHistory.MOST_EVENTS + " events at a time")
        .contains("a search " + Search.MOST_EVENTS)
        .contains(SqlRunner.MOST_ROWS + " rows are shown")
        .contains("up to " + (HttpInput.MAX_BYTES >> 20) + " MB");
  }

  @Test
  void itsPicturesAreSmall() throws IOException {
    List<Path> pictures =
        Pattern.compile("\\]\\((images/[^)]+\\.png)")
            .matcher(page())
            .results()
            .map(result -> ROOT.resolve("docs").resolve(result.group(1)))
            .toList();

    assertThat(pictures).isNotEmpty();
    for (Path picture : pictures) {
      assertThat(Files.size(picture)).as(picture.toString()).isLessThan(MAX_IMAGE_BYTES);
    }
  }

  /** CI runs the commands as they stand on the page. */
  @Test
  void itsCommandsAreThoseThatCiRuns() throws IOException {
    String ci = Files.readString(ROOT.resolve(".ci/run"));
    List<String> commands =
        Pattern.compile("(?ms)^```sh\n(.*?)\n```")
            .matcher(page())
            .results()
            .map(result -> result.group(1))
            .toList();

    assertThat(commands).hasSize(5);
    assertThat(ci).contains("docs/console.md");
    assertThat(commands.get(0)).endsWith("exec:exec@worker");
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("`" + commands.get(0) + "`");
    assertThat(commands.get(1)).endsWith("exec:exec@console");
    assertThat(commands.get(2)).contains("-Dworker.seconds=");
    assertThat(commands.get(3)).contains("exec:exec@query -Dsql=");
    assertThat(commands.get(4)).contains(ConsoleMeasurement.class.getSimpleName());
  }

  @Test
  void theGuideToQueriesHasTheCommandThatMeasuresThem() throws IOException {
    assertThat(GuidePage.read().blocks("sh").stream().map(GuidePage.Block::code))
        .contains(
            "mvn test -pl examples/console -am -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false"
                .formatted(QueryMeasurement.class.getSimpleName()));
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/console.md"));
  }
}
