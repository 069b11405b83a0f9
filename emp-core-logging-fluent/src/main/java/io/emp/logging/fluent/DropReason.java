package io.emp.logging.fluent;

import java.util.Locale;

/** Why an event was not delivered. */
public enum DropReason {
  /** The buffer had no room left for an event of its importance. */
  BUFFER_FULL,
  /** The memory or the file it was to be kept in failed. */
  BUFFER_FAILED,
  /** It could not be encoded, or there was no memory to do so. */
  NOT_ENCODED,
  /** The collector refused it, by itself and several times, while it took others. */
  REFUSED,
  /** It was written to the fallback, since nothing could be delivered for long. */
  FALLBACK,
  /** It was still waiting, in memory, when the appender's {@code shutdownTimeout} ended. */
  SHUTDOWN;

  /** As it stands in field names: {@code buffer_full}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
