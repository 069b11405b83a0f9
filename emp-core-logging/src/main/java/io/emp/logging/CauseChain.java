package io.emp.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A throwable and its causes, each once, as far as they are told: the first of them, and the root
 * cause.
 *
 * @param shown one at least
 * @param leftOut how many there are between the last but one of these and the last
 */
record CauseChain(List<Failure> shown, int leftOut) {

  private static final int MAX_SHOWN = 8;

  /** An overridden {@code getCause} may go on for ever. */
  private static final int MAX_CHAIN = 16 * 1024;

  static CauseChain of(Failure failure) {
    return of(failure, MAX_SHOWN);
  }

  static CauseChain of(Failure failure, int max) {
    List<Failure> shown = new ArrayList<>(4);
    // Few chains are so long that a set is worth its making.
    Set<Object> seen = null;
    Failure last = failure;
    int count = 0;
    for (Failure f = failure; f != null && count < MAX_CHAIN; f = f.cause()) {
      if (seen == null && count == max) {
        seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Failure known : shown) {
          seen.add(known.identity());
        }
      }
      if (seen == null ? isAmong(shown, f) : !seen.add(f.identity())) {
        break;
      }
      if (count < max) {
        shown.add(f);
      }
      last = f;
      count++;
    }
    if (count > max) {
      shown.set(max - 1, last);
    }
    return new CauseChain(shown, count - shown.size());
  }

  @SuppressWarnings("ReferenceEquality") // A throwable's equals is the caller's.
  private static boolean isAmong(List<Failure> shown, Failure failure) {
    Object identity = failure.identity();
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).identity() == identity) {
        return true;
      }
    }
    return false;
  }
}
