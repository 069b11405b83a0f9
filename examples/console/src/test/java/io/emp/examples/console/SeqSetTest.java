package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeqSetTest {

  private final SeqSet set = new SeqSet();

  @Test
  void aRunWithoutALossIsOneRange() {
    LongStream.rangeClosed(1, 10_000).forEach(set::add);

    assertThat(set).hasToString("1-10000");
    assertThat(set.missing()).isZero();
    assertThat(set.gaps(10)).isEmpty();
  }

  @Test
  void tellsWhichNumbersAreMissing() {
    LongStream.of(3, 4, 7, 10).forEach(set::add);

    assertThat(set.highest()).isEqualTo(10);
    assertThat(set.missing()).isEqualTo(6);
    assertThat(set.gaps(10)).isEqualTo("1-2, 5-6, 8-9");
    assertThat(set.gaps(1)).isEqualTo("1-2, \u2026");
  }

  @Test
  void knowsADuplicate() {
    assertThat(set.add(2)).isTrue();
    assertThat(set.add(2)).isFalse();
    assertThat(set.add(1)).isTrue();
    assertThat(set.add(1)).isFalse();
    assertThat(set.missing()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithASetOfAllNumbersInAnyOrder(long seed) {
    Random random = new Random(seed);
    List<Long> numbers = new ArrayList<>(LongStream.rangeClosed(1, 500).boxed().toList());
    Collections.shuffle(numbers, random);
    TreeSet<Long> all = new TreeSet<>();
    SeqSet read = new SeqSet();
    for (long number : numbers.subList(0, 350)) {
      assertThat(read.add(number)).isEqualTo(all.add(number));
      read = SeqSet.parse(read.toString());
    }

    assertThat(read.highest()).isEqualTo(all.last());
    assertThat(read.missing()).isEqualTo(all.last() - all.size());
  }

  @Test
  void isBounded() {
    LongStream.rangeClosed(1, 5000).forEach(n -> set.add(2 * n));

    assertThat(set.toString().split(",", -1)).hasSize(SeqSet.MAX_RANGES);
    assertThat(set.highest()).isEqualTo(10_000);
    assertThat(set.missing()).isBetween((long) SeqSet.MAX_RANGES - 1, 5000L);
  }
}
