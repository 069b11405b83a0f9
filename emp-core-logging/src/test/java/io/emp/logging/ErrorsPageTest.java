package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md and the code say the same. */
class ErrorsPageTest {

  private static final Path ROOT = Path.of("..");

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/errors.md"));
  }

  private static List<MatchResult> matches(String pattern) throws IOException {
    return Pattern.compile(pattern).matcher(page()).results().toList();
  }

  private static String names(Stream<String> names) {
    return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String rule(List<ErrorType.Rule> rules, String type) {
    return names(
        rules.stream()
            .filter(rule -> rule.type().equals(type))
            .flatMap(rule -> rule.parts().stream().map(ErrorType.Part::text)));
  }

  @Test
  void theTableOfClassesIsThatOfTheCode() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String type :
        List.of("timeout", "memory", "authorization", "network", "validation", "model")) {
      String jdk =
          names(
              ErrorType.JDK.stream()
                  .filter(types -> types.type().equals(type))
                  .flatMap(types -> types.types().stream())
                  .map(Class::getSimpleName));
      rows.add(
          String.join(
              "|", type, jdk, rule(ErrorType.CLASSES, type), rule(ErrorType.MESSAGES, type)));
    }
    assertThat(
            matches("(?m)^\\| `(\\w+)` \\| (.*?) ?\\| (.*?) ?\\| (.*?) ?\\| (.*?) ?\\|$").stream()
                .map(
                    row -> String.join("|", row.group(1), row.group(2), row.group(3), row.group(5)))
                .filter(row -> !row.startsWith("error_type")))
        .isEqualTo(rows);
  }

  @Test
  void theStatusesInTheTableAreThoseOfTheCode() throws IOException {
    int listed = 0;
    for (MatchResult row :
        matches("(?m)^\\| `(\\w+)` \\| [^|]*\\| [^|]*\\| ([^|]*\\d[^|]*) \\| [^|]*\\|$")) {
      for (String status : row.group(2).split(", ", -1)) {
        int example =
            switch (status) {
              case "other 4xx" -> 418;
              case "other 5xx" -> 599;
              default -> Integer.parseInt(status);
            };
        assertThat(HttpStatus.errorType(example)).as(status).isEqualTo(row.group(1));
        listed++;
      }
    }
    assertThat(listed).isEqualTo(8);
  }

  @Test
  void everySnippetStandsInTheFileItNames() throws IOException {
    List<MatchResult> snippets = matches("(?s)(?:<!-- from (\\S+) -->\n)?```\\w+\n(.*?)```");
    assertThat(snippets).isNotEmpty();
    for (MatchResult snippet : snippets) {
      assertThat(snippet.group(1)).as("the file of\n%s", snippet.group(2)).isNotNull();
      assertThat(Files.readString(ROOT.resolve(snippet.group(1))))
          .contains(snippet.group(2).stripTrailing());
    }
  }

  @Test
  void theExampleKnowsItsError() {
    ErrorClassifiers example = new ErrorClassifiers(List.of(new ErrorClassifierExample()));
    assertThat(
            example.classify(
                new IOException(new ErrorClassifierExample.CheckpointMissingException())))
        .isEqualTo("model");
    assertThat(example.classify(new IOException("x"))).isNull();
    assertThat(ErrorClassifierExample.logger()).isNotNull();
  }

  @Test
  void theNumbersOfStormsAreTheCodes() throws IOException {
    assertThat(page())
        .contains(
            StackThrottle.DEFAULT_PER_MINUTE + " events in a minute",
            "knows " + StackThrottle.MAX_HASHES + " hashes",
            StackThrottle.PROPERTY,
            StackThrottle.VARIABLE,
            FieldWriter.MAX_STRING_BYTES + " bytes as encoded");
  }
}
