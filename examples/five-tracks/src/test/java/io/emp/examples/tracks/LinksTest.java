package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages link to is there: the file, and the heading in it. */
class LinksTest {

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");

  @ParameterizedTest
  @MethodSource("io.emp.examples.tracks.Page#files")
  void everyLinkLeadsSomewhere(Path file) throws IOException {
    Matcher link = LINK.matcher(Files.readString(file));
    while (link.find()) {
      Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
      assertThat(target).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as(link.group()).contains(link.group(2));
      }
    }
  }

  @Test
  void theReadmeLeadsToEveryPage() throws IOException {
    assertThat(Page.files().filter(file -> !file.endsWith("README.md")))
        .isNotEmpty()
        .allSatisfy(
            file -> assertThat(Page.README.text()).contains("](docs/" + file.getFileName() + ")"));
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new TreeSet<>();
    Matcher heading = Pattern.compile("(?m)^#+ (.*)$").matcher(Files.readString(page));
    while (heading.find()) {
      anchors.add(
          "#"
              + heading
                  .group(1)
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9 _-]", "")
                  .replace(' ', '-'));
    }
    return anchors;
  }
}
