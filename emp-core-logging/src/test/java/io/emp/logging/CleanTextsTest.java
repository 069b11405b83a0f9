package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CleanTextsTest {

  private final SecretMask secrets = SecretMask.of(name -> null, Map.of());
  private final CleanTexts texts = new CleanTexts(secrets);

  @Test
  void aCleanTextStaysTheSameInstanceEachTime() {
    String text = "Sampling step 7 of 50 done";

    for (int i = 0; i < 100; i++) {
      assertThat(texts.maskHead(text)).isSameAs(text);
    }
  }

  @Test
  void aSecretIsMaskedEachTimeHoweverManyCleanTextsCameBefore() {
    String secret = "password=hunter2";
    String clean = "passwort=hunter2";

    for (int i = 0; i < 100; i++) {
      assertThat(texts.maskHead(clean)).isSameAs(clean);
      assertThat(texts.maskHead(secret)).isEqualTo("password=***");
    }
  }

  @Test
  void everyTextIsMaskedAsItIsWithoutMemory() {
    Random random = new Random(20261125);
    String[] given = new String[200];
    for (int i = 0; i < given.length; i++) {
      given[i] =
          switch (random.nextInt(4)) {
            case 0 -> "token=" + i;
            case 1 -> "tokens=" + i;
            case 2 -> "x".repeat(random.nextInt(300));
            default -> "x".repeat(random.nextInt(300)) + " Bearer x9f3k2q8";
          };
    }
    for (int i = 0; i < 20_000; i++) {
      String text = given[random.nextInt(given.length)];
      assertThat(texts.maskHead(text)).isEqualTo(secrets.maskHead(text));
    }
  }

  @Test
  void aPatternFindsWhatIsShorterThanAnyForm() {
    SecretMask patterns =
        SecretMask.of(
            name -> name.equals(SecretMask.Setting.PATTERNS.property) ? "no" : null, Map.of());
    CleanTexts few = new CleanTexts(patterns);

    for (int i = 0; i < 20; i++) {
      assertThat(few.maskHead("no")).isEqualTo("***");
      assertThat(few.maskHead("yes")).isEqualTo("yes");
    }
  }
}
