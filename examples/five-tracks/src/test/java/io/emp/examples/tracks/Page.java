package io.emp.examples.tracks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, and what stands in it. */
enum Page {
  README("README.md"),
  SETUP("docs/setup.md"),
  MIGRATION("docs/migration.md"),
  CONNECTORS("docs/connectors.md"),
  WIRE_FORMAT("docs/wire-format.md");

  static final Path ROOT = Path.of("..", "..");

  private final String file;

  Page(String file) {
    this.file = file;
  }

  /** Every page, those that no constant is of among them. */
  static Stream<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    return files.stream();
  }

  String text() {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands under a heading, up to the next of the same rank. */
  String section(String heading) {
    String text = text();
    int begin = text.indexOf("\n" + heading + "\n");
    if (begin < 0) {
      throw new AssertionError(file + " has no " + heading);
    }
    String rank = heading.substring(0, heading.indexOf(' ') + 1);
    int end = text.indexOf("\n" + rank, begin + 1);
    return text.substring(begin, end < 0 ? text.length() : end);
  }

  /** The row of a table whose first cell begins with this name. */
  String row(String name) {
    return text()
        .lines()
        .filter(line -> line.startsWith("| `" + name + "`"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no row for " + name));
  }

  /** What the cells of a column of a section's tables have between backticks; 0 is the first. */
  static List<String> code(String section, int column) {
    List<String> code = new ArrayList<>();
    section
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .forEach(line -> code.addAll(code(line.split("\\|", -1)[column + 1])));
    return code;
  }

  /** What stands between backticks. */
  static List<String> code(String text) {
    return Pattern.compile("`([^`\n]+)`")
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
