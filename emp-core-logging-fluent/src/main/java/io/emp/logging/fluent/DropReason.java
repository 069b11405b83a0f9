package io.emp.logging.fluent;

/** Why an event was not delivered. */
public enum DropReason {
  /** Every chunk of the buffer waited for the collector. */
  BUFFER_FULL,
  /** It could not be encoded, or there was no memory to do so. */
  NOT_ENCODED,
  /** It was still waiting when the appender's {@code shutdownTimeout} ended. */
  SHUTDOWN
}
