package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on secrets and the code say the same. */
class SecretsDocumentTest {

  private static List<MatchResult> rows(String pattern) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "secrets.md"));
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().toList();
  }

  @Test
  void theNamesAreTheCodes() throws IOException {
    assertThat(rows("^\\| `([^`]+)` \\|$").stream().map(row -> row.group(1)))
        .containsExactlyElementsOf(SecretNames.DEFAULT);
  }

  @Test
  void eachFormIsMaskedAsThePageSays() throws IOException {
    List<MatchResult> rows = rows("^\\| `([^`]+)` \\| `([^`]+)` \\|$");
    assertThat(rows).hasSize(16);
    SecretMask mask = SecretMask.of(name -> null, Map.of());
    for (MatchResult row : rows) {
      assertThat(mask.mask("a " + row.group(1) + " z")).isEqualTo("a " + row.group(2) + " z");
    }
  }

  @Test
  void theSettingsAreTheCodes() throws IOException {
    assertThat(
            rows("^\\| `([^`]+)` \\| `([A-Z_]+)` \\|.*\\|.*\\|$").stream()
                .map(row -> row.group(1) + " " + row.group(2)))
        .containsExactlyElementsOf(
            Arrays.stream(SecretMask.Setting.values())
                .map(setting -> setting.property + " " + setting.variable)
                .toList());
  }
}
