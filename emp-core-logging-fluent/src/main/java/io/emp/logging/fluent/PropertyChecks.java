package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Checks of single properties: what cannot be used is told, and something that can is in its place.
 */
final class PropertyChecks {

  private static final Duration LONGEST = Duration.ofDays(24);

  private final ContextAware status;

  PropertyChecks(ContextAware status) {
    this.status = status;
  }

  /** A size, or the nearest that is allowed. */
  long size(String property, @Nullable Long value, long otherwise, long min, long max) {
    long size = value == null ? otherwise : value;
    if (size >= min && size <= max) {
      return size;
    }
    long used = Math.min(Math.max(size, min), max);
    status.addWarn(
        property
            + " is "
            + size
            + " bytes; it must be from "
            + min
            + " to "
            + max
            + ": "
            + used
            + " is used.");
    return used;
  }

  /** A duration from {@code least} to 24 days, or the default. */
  Duration duration(
      String property,
      ch.qos.logback.core.util.@Nullable Duration value,
      Duration otherwise,
      Duration least) {
    if (value == null) {
      return otherwise;
    }
    Duration duration = Duration.ofMillis(value.getMilliseconds());
    if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
      return duration;
    }
    status.addWarn(
        property
            + " is "
            + value
            + "; it must be from "
            + least.toMillis()
            + " milliseconds to 24 days: "
            + otherwise.toMillis()
            + " ms are used.");
    return otherwise;
  }

  /** A duration of at least a millisecond, or the default. */
  Duration positive(
      String property, ch.qos.logback.core.util.@Nullable Duration value, Duration otherwise) {
    return duration(property, value, otherwise, Duration.ofMillis(1));
  }

  /** What a text means, or null where it is not set or means nothing. */
  @Nullable Integer port(String property, @Nullable String value) {
    if (value == null) {
      return null;
    }
    Integer port = Endpoint.port(value);
    if (port == null) {
      status.addWarn(
          property
              + " is \""
              + value
              + "\", which is no port: set it to a number from 1 to 65535. The default is used.");
    }
    return port;
  }
}
