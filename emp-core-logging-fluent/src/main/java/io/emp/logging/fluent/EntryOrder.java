package io.emp.logging.fluent;

/**
 * Gives each event its place: {@code seq} without gaps, and times in the same order. Guarded by the
 * buffer's lock.
 */
final class EntryOrder {

  private long seq;
  private long lastEpochNanos;

  /** An event takes a place that nothing will be seen at: a gap, downstream. */
  void skip() {
    seq++;
  }

  /** Completes an entry by its place. */
  void place(MessagePackWriter entry) {
    entry.complete(seq + 1, ordered(entry.epochNanos()));
    seq++;
  }

  /** The place that was given last. */
  long last() {
    return seq;
  }

  /**
   * Clocks tick in microseconds or slower, and whoever sorts by time downstream would mix up what
   * happened within a tick: an event of the same microsecond gets the next nanosecond. One that is
   * truly older keeps its time.
   */
  private long ordered(long epochNanos) {
    long ordered = epochNanos;
    if (epochNanos <= lastEpochNanos && lastEpochNanos - epochNanos < 1_000) {
      ordered = lastEpochNanos + 1;
    }
    lastEpochNanos = Math.max(lastEpochNanos, ordered);
    return ordered;
  }
}
