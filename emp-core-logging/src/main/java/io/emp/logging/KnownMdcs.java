package io.emp.logging;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The last few MDCs that a writer wrote, see {@link KnownMdc}. A map is encoded when it comes for
 * the second time, and remembered by its identity hash until then: most come once or often. Not
 * thread-safe. It keeps {@value #KEPT} maps from the collector, none with a secret in it and none
 * of more than {@value KnownMdc#MAX_BYTES} encoded bytes.
 */
final class KnownMdcs {

  private static final int KEPT = 4;

  private final @Nullable KnownMdc[] known = new KnownMdc[KEPT];
  private final int[] hashes = new int[KEPT];
  private final boolean[] refused = new boolean[KEPT];
  private int oldest;

  /** Encodes a map; null where it is not to be kept. */
  interface Encoder {
    @Nullable KnownMdc encode(Map<String, String> map);
  }

  /** What is known of a map; null where it has to be written entry by entry. */
  @SuppressWarnings("ReferenceEquality") // Another map of the same content may be changed.
  @Nullable KnownMdc of(Map<String, String> map, Encoder encoder) {
    for (KnownMdc mdc : known) {
      if (mdc != null && mdc.map() == map) {
        return mdc;
      }
    }
    return isOfAdapter(map) ? again(map, encoder) : null;
  }

  private @Nullable KnownMdc again(Map<String, String> map, Encoder encoder) {
    int hash = System.identityHashCode(map);
    for (int i = 0; i < KEPT; i++) {
      if (hashes[i] == hash) {
        if (!refused[i]) {
          known[i] = encoder.encode(map);
          refused[i] = known[i] == null;
        }
        return known[i];
      }
    }
    known[oldest] = null;
    hashes[oldest] = hash;
    refused[oldest] = false;
    oldest = (oldest + 1) % KEPT;
    return null;
  }

  /** Whether the map is the thread's own, which is never changed; a caller's may be at any time. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isOfAdapter(Map<String, String> map) {
    // A subclass may do otherwise.
    return MDC.getMDCAdapter() instanceof LogbackMDCAdapter adapter
        && adapter.getClass() == LogbackMDCAdapter.class
        && adapter.getPropertyMap() == map;
  }
}
