package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerKeysTest {

  private final SecretMask secrets = SecretMask.of(name -> null, Map.of());
  private final CallerKeys keys = new CallerKeys(secrets);

  @Test
  void aKeyIsDecidedTheSameEachTime() {
    for (int i = 0; i < 3; i++) {
      assertThat(keys.of("X-Api-Key").name).isEqualTo("X-Api-Key");
      assertThat(keys.of("X-Api-Key").secret).isTrue();
      assertThat(keys.of("sampler").name).isEqualTo("sampler");
      assertThat(keys.of("sampler").secret).isFalse();
      assertThat(keys.of("level").name)
          .isEqualTo(WireField.callerKey("level"))
          .isNotEqualTo("level");
    }
  }

  @Test
  void keysOfTheSameHashAreToldApart() {
    for (int i = 0; i < 3; i++) {
      assertThat(keys.of("Aa_token").secret).isTrue();
      assertThat(keys.of("BB_token").name).isEqualTo("BB_token");
      assertThat(keys.of("AaBB").name).isEqualTo("AaBB");
      assertThat(keys.of("BBAa").name).isEqualTo("BBAa");
    }
  }

  @Test
  void theKeysOfAnEventWithManyFieldsAreAllRemembered() {
    List<CallerKeys.Key> decided =
        IntStream.range(0, 50).mapToObj(i -> keys.of("measured_value_" + i)).toList();

    for (CallerKeys.Key key : decided) {
      assertThat(keys.of(key.given)).isSameAs(key);
    }
  }

  @Test
  void endlessKeysAreAllDecidedRightly() {
    for (int i = 0; i < 2_000; i++) {
      assertThat(keys.of("n" + i + "_token").secret).isTrue();
      assertThat(keys.of("n" + i + "token").secret).isFalse();
    }
    String longKey = "x".repeat(1_000_000) + "_token";
    assertThat(keys.of(longKey).name).isEqualTo(CutMark.shortKey(longKey));
  }
}
