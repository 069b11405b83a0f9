package io.emp.logging;

/**
 * What a {@link ConnectorLogger} has counted since it was made.
 *
 * @param illegalTransitions job events that could not be, such as an end after the end; each was
 *     told with a field {@code illegal_transition}
 * @param progressCoalesced reports of progress that were not told because a later one was
 * @param listenerDropped events that a listener did not get: its queue was full, or it was told
 *     from within a listener
 * @param listenerFailed calls of listeners that threw
 * @param listenerSlow calls of listeners that took longer than {@value #SLOW_MS} ms
 */
public record LoggerCounts(
    long illegalTransitions,
    long progressCoalesced,
    long listenerDropped,
    long listenerFailed,
    long listenerSlow) {

  /** A listener's call that takes longer, in milliseconds, is counted as slow. */
  public static final long SLOW_MS = 10;
}
