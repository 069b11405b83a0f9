package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which variables the files read, and what each takes where there is none. */
final class EnvironmentVariables {

  private static final Pattern FLUENT_BIT = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");
  private static final Pattern FLUENTD =
      Pattern.compile("ENV\\['(\\w+)'](?: \\|\\| '([^']*)')?|ENV\\.fetch\\('(\\w+)'\\)");
  private static final Pattern COLLECTOR = Pattern.compile("\\$\\{env:(\\w+)(?::-([^}]*))?}");

  private EnvironmentVariables() {}

  static Map<String, String> ofFluentBit() throws IOException {
    return found(FLUENT_BIT, List.of(Path.of("fluent-bit/fluent-bit.yaml")));
  }

  static Map<String, String> ofFluentd() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("fluentd"))) {
      return found(FLUENTD, files.sorted().toList());
    }
  }

  static Map<String, String> ofCollector() throws IOException {
    return found(COLLECTOR, List.of(Path.of("collector/collector.yaml")));
  }

  /** By name, with the default, which is empty where there is none and the same wherever it is. */
  private static Map<String, String> found(Pattern pattern, List<Path> files) throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (Path file : files) {
      String text = Files.readString(file).replaceAll("(?m)^\\s*#.*$", "");
      Matcher variable = pattern.matcher(text);
      while (variable.find()) {
        boolean fetched = variable.groupCount() == 3 && variable.group(3) != null;
        String name = fetched ? variable.group(3) : variable.group(1);
        String value = variable.group(2) == null ? "" : variable.group(2);
        String before = variables.putIfAbsent(name, value);
        assertThat(before == null || before.equals(value) || value.isEmpty())
            .as("the defaults of %s: %s and %s", name, before, value)
            .isTrue();
      }
    }
    return variables;
  }
}
