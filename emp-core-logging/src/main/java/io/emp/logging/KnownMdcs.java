package io.emp.logging;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The last few MDCs that a writer wrote, see {@link KnownMdc}. To encode one for later is as much
 * as to write it a few times, and many a job has few events: so it is encoded when it has come
 * {@value #OFTEN} times, and known by its identity hash until then.
 *
 * <p>Not thread-safe. It keeps {@value #KEPT} maps from the collector, none with a secret in it and
 * none of more than {@value KnownMdc#MAX_BYTES} encoded bytes.
 */
final class KnownMdcs {

  static final int OFTEN = 4;

  private static final int KEPT = 4;
  private static final int REFUSED = -1;

  private final Encoder encoder;
  private final @Nullable KnownMdc[] known = new KnownMdc[KEPT];
  private final int[] hashes = new int[KEPT];

  /** How often each has come. */
  private final int[] times = new int[KEPT];

  private int oldest;

  KnownMdcs(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Encodes a map; null where it is not to be kept. */
  interface Encoder {
    @Nullable KnownMdc encode(Map<String, String> map);
  }

  /** What is known of a map; null where it has to be written entry by entry. */
  @SuppressWarnings("ReferenceEquality") // Another map of the same content may be changed.
  @Nullable KnownMdc of(@Nullable Map<String, String> map) {
    if (map == null || map.isEmpty()) {
      return null;
    }
    for (KnownMdc mdc : known) {
      if (mdc != null && mdc.map() == map) {
        return mdc;
      }
    }
    return isOfAdapter(map) ? again(map) : null;
  }

  private @Nullable KnownMdc again(Map<String, String> map) {
    int hash = System.identityHashCode(map);
    for (int i = 0; i < KEPT; i++) {
      if (hashes[i] == hash && times[i] != 0) {
        if (times[i] != REFUSED && ++times[i] >= OFTEN) {
          known[i] = encoder.encode(map);
          times[i] = known[i] == null ? REFUSED : OFTEN;
        }
        return known[i];
      }
    }
    known[oldest] = null;
    hashes[oldest] = hash;
    times[oldest] = 1;
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
