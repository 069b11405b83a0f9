package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names what is there. */
class ArchitecturePageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<Path> SOURCES =
      List.of(
          ROOT.resolve("emp-core-logging/src/main/java/io/emp/logging"),
          ROOT.resolve("emp-core-logging-fluent/src/main/java/io/emp/logging/fluent"));

  @Test
  void theTableOfThreadsHasEachThatTheCodeStarts() throws IOException {
    Set<String> started = new TreeSet<>();
    for (Path folder : SOURCES) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          started.addAll(matches("\"(emp-[a-z]+-[a-z]*)\"", Files.readString(file)));
        }
      }
    }

    assertThat(started).isNotEmpty();
    assertThat(matches("(?m)^\\| `(emp-(?!core)[a-z]+-[a-z]*)(?:<class>)?` \\|", page()))
        .containsExactlyInAnyOrderElementsOf(started);
  }

  @Test
  void eachClassOfItsMapIsThere() throws IOException {
    String map = page().substring(page().indexOf("## Where to change what"));

    assertThat(matches("`([A-Z]\\w+)`", map))
        .hasSizeGreaterThan(10)
        .allMatch(
            name ->
                SOURCES.stream().anyMatch(folder -> Files.exists(folder.resolve(name + ".java"))));
  }

  private static Set<String> matches(String pattern, String text) {
    Set<String> matches = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      matches.add(matcher.group(1));
    }
    return matches;
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/architecture.md"));
  }
}
