package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times in the store and on the pages: UTC, to the microsecond. */
final class Times {

  private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private Times() {}

  /** True where neither the store nor a difference of two such times can overflow. */
  static boolean isStorable(Instant time) {
    return time.isAfter(FIRST) && time.isBefore(LAST);
  }

  /** To the microsecond; a time that cannot be stored becomes the nearest that can. */
  static Instant micros(Instant time) {
    Instant bounded = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    return bounded.truncatedTo(ChronoUnit.MICROS);
  }

  static LocalDateTime toSql(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  static @Nullable Instant read(ResultSet row, String column) throws SQLException {
    LocalDateTime time = row.getObject(column, LocalDateTime.class);
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }

  static String dayAndTime(Instant time) {
    return DAY_AND_TIME.format(time);
  }

  static String timeOfDay(Instant time) {
    return TIME.format(time);
  }

  /** As people say it: {@code 840 ms}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 3 h 20 min}. */
  static String span(Duration span) {
    if (span.isNegative()) {
      return "-" + span(span.negated());
    }
    long millis = span.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%d.%d s", millis / 1000, millis % 1000 / 100);
    }
    if (millis < 3_600_000) {
      return String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1000 % 60);
    }
    if (millis < 86_400_000) {
      return String.format(Locale.ROOT, "%d h %02d min", millis / 3_600_000, millis / 60_000 % 60);
    }
    return String.format(Locale.ROOT, "%d d %02d h", millis / 86_400_000, millis / 3_600_000 % 24);
  }

  static String span(long millis) {
    return span(Duration.ofMillis(millis));
  }
}
