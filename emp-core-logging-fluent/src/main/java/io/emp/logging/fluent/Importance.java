package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of the buffer an event may take when the collector is away: the less it says of a job,
 * the earlier there is no room for it. What ends a job, and every error, may take all of it.
 */
enum Importance {
  /** Levels TRACE and DEBUG. */
  DEBUG(50),
  /** Level INFO: also a job's start and its progress. */
  INFO(80),
  /** Level WARN. */
  WARN(90),
  /** Level ERROR, what ends a job, and what the appender itself tells of losses. */
  REQUIRED(100);

  private static final Set<String> ENDS_OF_JOBS =
      Set.of("job_completed", "job_failed", "job_cancelled", "job_timed_out");

  private final int percentOfBuffer;

  Importance(int percentOfBuffer) {
    this.percentOfBuffer = percentOfBuffer;
  }

  /**
   * The importance of an event.
   *
   * @param eventType its {@code event_type}, if it has one
   */
  static Importance of(@Nullable Level level, @Nullable String eventType) {
    int value = level == null ? Level.INFO_INT : level.toInt();
    if (value >= Level.ERROR_INT || (eventType != null && ENDS_OF_JOBS.contains(eventType))) {
      return REQUIRED;
    }
    if (value >= Level.WARN_INT) {
      return WARN;
    }
    return value >= Level.INFO_INT ? INFO : DEBUG;
  }

  /**
   * Whether an event of this importance may go on to fill the buffer.
   *
   * @param left bytes of the buffer that would be left with it
   * @param all bytes of the whole buffer
   */
  boolean mayLeave(long left, long all) {
    return this == REQUIRED || left * 100 >= all * (100 - percentOfBuffer);
  }
}
