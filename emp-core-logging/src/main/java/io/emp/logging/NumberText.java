package io.emp.logging;

import java.nio.charset.StandardCharsets;

/** Numbers in decimal digits, as {@code Long.toString} and {@code Double.toString} have them. */
final class NumberText {

  /** The most bytes of a long. */
  static final int MAX_LONG = 20;

  /** The most bytes of a double that {@link #ofShort} writes. */
  static final int MAX_SHORT_DOUBLE = 15;

  private static final byte[] MIN_LONG =
      Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

  /** The two digits of each number below 100: half as many divisions as one digit at a time. */
  private static final byte[] PAIRS = new byte[200];

  /** A double below this and not below {@link #MIN_PLAIN} is written without an exponent. */
  private static final double MAX_PLAIN = 1e7;

  private static final double MIN_PLAIN = 1e-3;
  private static final int DECIMALS = 6;
  private static final int SCALE = 1_000_000;

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private NumberText() {}

  /**
   * Writes a long.
   *
   * @param out has room for {@value #MAX_LONG} bytes
   * @return where it ends
   */
  static int of(long value, byte[] out, int at) {
    if (value >= 0) {
      return digits(value, out, at);
    }
    if (value == Long.MIN_VALUE) {
      System.arraycopy(MIN_LONG, 0, out, at, MIN_LONG.length);
      return at + MIN_LONG.length;
    }
    out[at] = '-';
    return digits(-value, out, at + 1);
  }

  /**
   * Writes a double that has six decimals at the most and no exponent, as most measured values do:
   * {@code Double.toString} makes a string and, before JDK 19, much else.
   *
   * @param out has room for {@value #MAX_SHORT_DOUBLE} bytes
   * @return where it ends; -1, with nothing written, where the value is not such a one
   */
  static int ofShort(double value, byte[] out, int at) {
    double size = Math.abs(value);
    if (!(size < MAX_PLAIN) || size < MIN_PLAIN && size != 0) {
      return -1;
    }
    // Below 1e13: exact as a double. Two decimals of so few digits are never the same double, so
    // the one found is the shortest.
    long scaled = (long) (size * SCALE + 0.5);
    if ((double) scaled / SCALE != size) {
      return -1;
    }
    int end = at;
    if (Double.doubleToRawLongBits(value) < 0) {
      out[end++] = '-';
    }
    end = digits(scaled / SCALE, out, end);
    out[end++] = '.';
    int fraction = (int) (scaled % SCALE);
    fixed(fraction, out, end, DECIMALS);
    int first = end;
    end += DECIMALS;
    while (end > first + 1 && out[end - 1] == '0') {
      end--;
    }
    return end;
  }

  /** Writes a number that has no more digits than are asked for, with zeros before it. */
  static void fixed(int value, byte[] out, int at, int count) {
    int rest = value;
    int end = at + count;
    for (; end - at >= 2; end -= 2) {
      pair(rest % 100, out, end - 2);
      rest /= 100;
    }
    if (end > at) {
      out[at] = (byte) ('0' + rest);
    }
  }

  private static int digits(long value, byte[] out, int at) {
    int end = at + count(value);
    int next = end;
    long rest = value;
    while (rest > Integer.MAX_VALUE) {
      next -= 2;
      pair((int) (rest % 100), out, next);
      rest /= 100;
    }
    int few = (int) rest;
    while (few >= 100) {
      next -= 2;
      pair(few % 100, out, next);
      few /= 100;
    }
    if (few >= 10) {
      pair(few, out, next - 2);
    } else {
      out[next - 1] = (byte) ('0' + few);
    }
    return end;
  }

  private static void pair(int value, byte[] out, int at) {
    out[at] = PAIRS[2 * value];
    out[at + 1] = PAIRS[2 * value + 1];
  }

  private static int count(long value) {
    long limit = 10;
    for (int digits = 1; digits < 19; digits++) {
      if (value < limit) {
        return digits;
      }
      limit *= 10;
    }
    return 19;
  }
}
