package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mermaid draws the diagrams of all pages, in a real browser. */
class DiagramsTest {

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final Pattern DIAGRAM = Pattern.compile("(?ms)^```mermaid\n(.*?)^```$");

  /** Gives the picture, or what is wrong. */
  private static final String DRAW =
      """
      const done = arguments[arguments.length - 1];
      mermaid.render('diagram', arguments[0]).then(drawn => done(drawn.svg), fault => done(String(fault)));
      """;

  @Test
  void eachCanBeDrawn() throws Exception {
    CHROMIUM.driver().get(Mermaid.page().toUri().toString());
    List<String> faults = new ArrayList<>();
    int drawn = 0;
    for (Path page : pages()) {
      Matcher diagram = DIAGRAM.matcher(Files.readString(page));
      while (diagram.find()) {
        Object picture = CHROMIUM.driver().executeAsyncScript(DRAW, diagram.group(1));
        drawn++;
        if (!String.valueOf(picture).startsWith("<svg")) {
          faults.add(page.getFileName() + ": " + picture + "\n" + diagram.group(1));
        }
      }
    }

    assertThat(faults).isEmpty();
    assertThat(drawn).isPositive();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(GuidePage.FILE.getParent())) {
      return Stream.concat(Stream.of(GuidePage.FILE.getParent().resolveSibling("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }
}
