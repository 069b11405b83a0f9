package io.emp.logging;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes an instant as {@code 2026-11-24T14:39:52.123456Z}; date and time of day are kept for the
 * rest of their second.
 */
final class TimestampText {

  static final int LENGTH = 27;

  /** Where the first and the last digit of the microseconds stand. */
  private static final int FRACTION = 20;

  private static final Instant MIN = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final byte[] text =
      "0000-00-00T00:00:00.000000Z".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private long second = Long.MIN_VALUE;

  /** The text, in the writer's own array of {@link #LENGTH} bytes, valid until the next call. */
  byte[] of(Instant given) {
    Instant time = given.isBefore(MIN) ? MIN : given.isAfter(MAX) ? MAX : given;
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
      NumberText.fixed(local.getYear(), text, 0, 4);
      NumberText.fixed(local.getMonthValue(), text, 5, 2);
      NumberText.fixed(local.getDayOfMonth(), text, 8, 2);
      NumberText.fixed(local.getHour(), text, 11, 2);
      NumberText.fixed(local.getMinute(), text, 14, 2);
      NumberText.fixed(local.getSecond(), text, 17, 2);
    }
    NumberText.fixed(time.getNano() / 1000, text, FRACTION, 6);
    return text;
  }
}
