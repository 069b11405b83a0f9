package io.emp.logging.fluent;

/**
 * Narrows down what it is in a chunk that a collector refuses: after some refusals of the whole,
 * the chunk is sent in halves, and halves of these, until one entry is left. What is taken in the
 * meantime is delivered, and lets the pieces grow again. Splitting does no harm where the reason
 * was another.
 */
final class Suspicion {

  /** So often a whole chunk, and at the end a single entry, has to be refused, one after another. */
  static final int PATIENCE = 3;

  private int maxEntries = Integer.MAX_VALUE;
  private int refusals;

  /** The most entries that are sent at once. */
  int maxEntries() {
    return maxEntries;
  }

  boolean isNone() {
    return maxEntries == Integer.MAX_VALUE && refusals == 0;
  }

  /**
   * A batch was refused.
   *
   * @param tooLarge its size is known to be the reason
   * @return whether it is one entry, refused often enough to be set aside if the collector takes
   *     anything else
   */
  boolean refused(int entries, boolean tooLarge) {
    refusals++;
    boolean narrowing = maxEntries != Integer.MAX_VALUE;
    if (entries == 1) {
      return tooLarge || refusals >= PATIENCE;
    }
    if (tooLarge || narrowing || refusals >= PATIENCE) {
      maxEntries = entries / 2;
      refusals = 0;
    }
    return false;
  }

  /** A batch was taken. */
  void taken() {
    refusals = 0;
    if (maxEntries != Integer.MAX_VALUE) {
      maxEntries = maxEntries > Chunk.MAX_BYTES ? Integer.MAX_VALUE : maxEntries * 2;
    }
  }

  /** The chunk is delivered, or has lost what was refused. */
  void clear() {
    refusals = 0;
    maxEntries = Integer.MAX_VALUE;
  }
}
