package io.emp.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasureTest {

  @Test
  void aCostReachesWhatItIsNotAbove() {
    assertThat(cost(0.51).verdict()).isEqualTo("missed");
    assertThat(cost(0.5).verdict()).isEqualTo("bar");
    assertThat(cost(0.2).verdict()).isEqualTo("moonshot");
  }

  @Test
  void aRateReachesWhatItIsNotBelow() {
    assertThat(rate(1.9).verdict()).isEqualTo("missed");
    assertThat(rate(2).verdict()).isEqualTo("bar");
    assertThat(rate(3).verdict()).isEqualTo("moonshot");
  }

  @Test
  void aBarMissedByLessThanHalfIsNear() {
    assertThat(cost(0.74).isNear()).isTrue();
    assertThat(cost(0.76).isNear()).isFalse();
    assertThat(rate(1.34).isNear()).isTrue();
    assertThat(rate(1.3).isNear()).isFalse();
  }

  @Test
  void aRowSaysWhatWasToBeReached() {
    assertThat(cost(0.4).row()).isEqualTo("| c | 4 ns | 10 ns | 0.40 | ≤ 0.50 | ≤ 0.25 | bar |");
    assertThat(Measure.rate("r", "4", "2", 2, 2, Double.NaN).row())
        .isEqualTo("| r | 4 | 2 | 2.00 | ≥ 2.00 |  | bar |");
  }

  private static Measure cost(double ratio) {
    return Measure.cost("c", "4 ns", "10 ns", ratio, 0.5, 0.25);
  }

  private static Measure rate(double ratio) {
    return Measure.rate("r", "4", "2", ratio, 2, 3);
  }
}
