package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are what the JDK makes of them. */
class NumberTextTest {

  private static final int AT = 3;

  private final byte[] out = new byte[64];

  private String text(int end) {
    return new String(out, AT, end - AT, StandardCharsets.US_ASCII);
  }

  private void isAsTheJdkHasIt(long value) {
    assertThat(text(NumberText.of(value, out, AT))).isEqualTo(Long.toString(value));
  }

  /** True where it was short. */
  private boolean isAsTheJdkHasIt(double value) {
    int end = NumberText.ofShort(value, out, AT);
    if (end >= 0) {
      assertThat(text(end)).isEqualTo(Double.toString(value));
      assertThat(end - AT).isLessThanOrEqualTo(NumberText.MAX_SHORT_DOUBLE);
    }
    return end >= 0;
  }

  @Test
  void aLongOfEachSizeIsWrittenWithAllItsDigits() {
    for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, 9 * power, 10 * power - 1}) {
        isAsTheJdkHasIt(value);
        isAsTheJdkHasIt(-value);
      }
    }
    for (int bit = 0; bit < 64; bit++) {
      isAsTheJdkHasIt(1L << bit);
      isAsTheJdkHasIt((1L << bit) - 1);
    }
    isAsTheJdkHasIt(Long.MIN_VALUE);
    isAsTheJdkHasIt(Long.MAX_VALUE);
    isAsTheJdkHasIt(Long.MIN_VALUE + 1);
  }

  @Test
  void randomLongsAreWrittenWithAllTheirDigits() {
    Random random = new Random(20261125);
    for (int i = 0; i < 100_000; i++) {
      isAsTheJdkHasIt(random.nextLong() >> random.nextInt(64));
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        50,
        99.9,
        0.001,
        -0.001,
        0.123456,
        9_999_999,
        9_999_999.999_999,
        -9_999_999.999_999,
        1234.5,
        0.1,
        0.2,
        0.3,
        3.14,
        100.01
      })
  void aDoubleOfFewDecimalsIsShort(double value) {
    assertThat(isAsTheJdkHasIt(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        1e7,
        -1e7,
        1e300,
        0.000_999,
        0.001_000_1,
        0.1 + 0.2,
        1.0 / 3,
        0.123_456_7
      })
  void aDoubleOfManyDecimalsOrWithAnExponentIsNotShort(double value) {
    assertThat(isAsTheJdkHasIt(value)).isFalse();
  }

  @Test
  void randomDoublesAreWrittenAsTheJdkHasThem() {
    Random random = new Random(20261125);
    int isShort = 0;
    for (int i = 0; i < 300_000; i++) {
      double scale = Math.pow(10, random.nextInt(8));
      double value = (random.nextLong() >> random.nextInt(64)) / scale;
      isShort += isAsTheJdkHasIt(value) ? 1 : 0;
      isAsTheJdkHasIt(random.nextDouble() * scale);
      isAsTheJdkHasIt(Math.nextUp(value));
    }
    assertThat(isShort).isGreaterThan(50_000);
  }
}
