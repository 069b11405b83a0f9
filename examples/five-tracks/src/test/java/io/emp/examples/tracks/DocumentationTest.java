package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages show is compiled or run. A snippet stands in the file that the comment before it
 * names; or a comment at the page's end names what runs all its snippets of that language.
 */
class DocumentationTest {

  private static final Pattern SNIPPET =
      Pattern.compile("(?m)(?:^<!-- from (\\S+) -->\n)?^```(\\w+)\n((?s:.*?))^```");

  /** Pictures, what a program prints, and the language that is migrated from. */
  private static final Set<String> NOT_RUN = Set.of("mermaid", "text", "ts");

  @ParameterizedTest
  @MethodSource("io.emp.examples.tracks.Page#files")
  void everySnippetIsOfAFileThatItNamesOrIsRunByATest(Path page) throws IOException {
    String text = Files.readString(page);
    Matcher snippets = SNIPPET.matcher(text);
    while (snippets.find()) {
      String language = snippets.group(2);
      String snippet = snippets.group(3).stripTrailing();
      if (snippets.group(1) != null) {
        assertThat(Files.readString(Page.ROOT.resolve(snippets.group(1)))).contains(snippet);
      } else if (!NOT_RUN.contains(language)) {
        Matcher runner =
            Pattern.compile("(?m)^<!-- " + language + " is run by (\\S+) -->$").matcher(text);
        assertThat(runner.find()).as("what runs\n%s", snippet).isTrue();
        assertThat(Page.ROOT.resolve(runner.group(1))).exists();
      }
    }
  }
}
