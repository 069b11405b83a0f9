package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code in the pages is that of files that are compiled and run. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern SNIPPET =
      Pattern.compile("(?:<!-- from (\\S+) -->\n)?```(\\w+)\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/events.md",
        "docs/logs.md",
        "docs/errors.md",
        "docs/connectors.md",
        "docs/migration.md",
        "docs/setup.md"
      })
  void everySnippetStandsInTheFileItNames(String page) throws IOException {
    Matcher snippets = SNIPPET.matcher(Files.readString(ROOT.resolve(page)));
    int count = 0;
    while (snippets.find()) {
      if (snippets.group(2).equals("ts")) {
        // What a page migrates from; nothing here compiles it.
        continue;
      }
      count++;
      assertThat(snippets.group(1)).as("the file of\n%s", snippets.group(3)).isNotNull();
      assertThat(Files.readString(ROOT.resolve(snippets.group(1))))
          .contains(snippets.group(3).stripTrailing());
    }
    assertThat(count).isPositive();
  }
}
