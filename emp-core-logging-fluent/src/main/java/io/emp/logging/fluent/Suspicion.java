package io.emp.logging.fluent;

/**
 * Narrows down what it is in a chunk that a collector refuses: after some refusals of the whole,
 * the chunk is sent in halves, and halves of these, until one entry is left. What is taken in the
 * meantime is delivered, and lets the pieces grow again. Splitting does no harm where the reason
 * was another.
 */
final class Suspicion {

  /**
   * So often a whole chunk, and at the end a single entry, has to be refused, one after another.
   */
  static final int PATIENCE = 3;

  /**
   * So often in a row, and with no failure in between, the collector has to take something else and
   * then refuse the entry. One that is too busy to take most of what it gets takes either by
   * chance, and must not be believed to have something against the entry.
   */
  static final int PROBES = 5;

  /** What to do about a refusal. */
  enum Verdict {
    /** Send again, perhaps less at once. */
    RETRY,
    /** It is one entry: find out whether the collector takes anything at all. */
    PROBE,
    /** It is one entry, and the collector takes all others. */
    SET_ASIDE
  }

  private int maxEntries = Integer.MAX_VALUE;
  private int refusals;
  private int othersTaken;

  /** The most entries that are sent at once. */
  int maxEntries() {
    return maxEntries;
  }

  /** Whether nothing was refused since something was taken. */
  boolean isNone() {
    return refusals == 0;
  }

  /**
   * A batch was refused.
   *
   * @param tooLarge its size is known to be the reason
   */
  Verdict refused(int entries, boolean tooLarge) {
    refusals++;
    boolean narrowing = maxEntries != Integer.MAX_VALUE;
    if (entries == 1 && (tooLarge || refusals >= PATIENCE)) {
      return othersTaken >= PROBES ? Verdict.SET_ASIDE : Verdict.PROBE;
    }
    if (entries > 1 && (tooLarge || narrowing || refusals >= PATIENCE)) {
      maxEntries = entries / 2;
      refusals = 0;
    }
    return Verdict.RETRY;
  }

  /** The collector took something else while it refused an entry. */
  void othersTaken() {
    othersTaken++;
  }

  /** The collector does not take anything else either. */
  void othersRefused() {
    othersTaken = 0;
  }

  /** A batch was taken, or set aside. */
  void taken() {
    refusals = 0;
    othersTaken = 0;
    if (maxEntries != Integer.MAX_VALUE) {
      maxEntries = maxEntries > Chunk.MAX_BYTES ? Integer.MAX_VALUE : maxEntries * 2;
    }
  }

  /** The chunk is delivered, or has lost what was refused. */
  void clear() {
    refusals = 0;
    othersTaken = 0;
    maxEntries = Integer.MAX_VALUE;
  }
}
