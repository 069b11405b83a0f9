package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordKeysTest {

  private final CallerKeys known = new CallerKeys(SecretMask.of(name -> null, Map.of()));
  private final RecordKeys keys = new RecordKeys(known, 200);

  @Test
  void aKnownKeyIsTakenInOnceInARecord() {
    keys.add("step");
    keys.clear();

    assertThat(keys.contains("step")).isFalse();
    assertThat(keys.add("step")).isSameAs(known.of("step"));
    assertThat(keys.add(new String("step"))).isNull();
    assertThat(keys.contains(new String("step"))).isTrue();
    assertThat(keys.contains("steps")).isFalse();
    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.all()).containsExactly("step");
  }

  @Test
  void itIsFullWithAsManyAsARecordCanHave() {
    for (int i = 0; i < 200; i++) {
      assertThat(keys.isFull()).isFalse();
      keys.add("key_" + i);
    }
    assertThat(keys.isFull()).isTrue();
  }

  @Test
  void twoKeysOfOneNameAreOne() {
    List<String> sameName = List.of("level", WireField.callerKey("level"));
    for (int round = 0; round < 3; round++) {
      assertThat(keys.add(sameName.get(round % 2))).isNotNull();
      assertThat(keys.add(sameName.get(1 - round % 2))).isNull();
      keys.clear();
    }
  }

  @Test
  void twoLongKeysThatAreCutAlikeAreOne() {
    String longKey = "k".repeat(1000);

    assertThat(keys.add(longKey + "1")).isNotNull();
    assertThat(keys.add(longKey + "2")).isNull();
  }

  /** So many that keys have to give way while the record is being written. */
  @Test
  void holdsWhatASetHoldsWhateverTheKeysAre() {
    Random random = new Random(20261130);
    for (int record = 0; record < 2_000; record++) {
      keys.clear();
      int kinds = List.of(10, 50, 400, 5_000).get(record % 4);
      Set<String> expected = new LinkedHashSet<>();
      for (int i = 0; i < 200; i++) {
        String key = key(random.nextInt(kinds), random.nextInt(20));
        String name = WireField.callerKey(CutMark.shortKey(key));
        assertThat(keys.contains(name)).isEqualTo(expected.contains(name));
        assertThat(keys.add(key) != null).isEqualTo(expected.add(name));
      }
      assertThat(keys.all()).containsExactlyElementsOf(expected);
      assertThat(keys.size()).isEqualTo(expected.size());
    }
  }

  private static String key(int number, int kind) {
    return switch (kind) {
      case 0 -> WireField.values()[number % WireField.values().length].wireName;
      case 1 -> "field_" + WireField.values()[number % WireField.values().length].wireName;
      case 2 -> "x".repeat(200) + number;
      default -> "key_" + number;
    };
  }
}
