package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrittenKeysTest {

  private final WrittenKeys keys = new WrittenKeys();

  @Test
  void aKeyIsAddedOnce() {
    assertThat(keys.add("step")).isTrue();
    assertThat(keys.add(new String("step"))).isFalse();

    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.contains(new String("step"))).isTrue();
    assertThat(keys.contains("steps")).isFalse();
    assertThat(keys.all()).containsExactly("step");
  }

  @Test
  void nothingIsThereAfterItIsCleared() {
    keys.add("step");
    keys.clear();

    assertThat(keys.size()).isZero();
    assertThat(keys.contains("step")).isFalse();
    assertThat(keys.all()).isEmpty();
    assertThat(keys.add("step")).isTrue();
  }

  /** Many of them share a hash, as keys can that somebody chose for it. */
  @Test
  void itHoldsWhatASetHoldsHoweverManyKeysMeet() {
    Random random = new Random(20261125);
    for (int round = 0; round < 200; round++) {
      keys.clear();
      Set<String> expected = new HashSet<>();
      int count = random.nextInt(300);
      for (int i = 0; i < count; i++) {
        String key = round % 2 == 0 ? "key_" + random.nextInt(400) : colliding(random.nextInt(256));
        assertThat(keys.contains(key)).isEqualTo(expected.contains(key));
        assertThat(keys.add(key)).isEqualTo(expected.add(key));
        assertThat(keys.size()).isEqualTo(expected.size());
      }
      assertThat(keys.all()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** One of 256 texts of the same hash. */
  private static String colliding(int number) {
    StringBuilder key = new StringBuilder();
    for (int bit = 0; bit < 8; bit++) {
      key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return key.toString();
  }
}
