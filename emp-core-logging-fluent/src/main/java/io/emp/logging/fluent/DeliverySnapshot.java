package io.emp.logging.fluent;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of all events an appender was handed, at one instant: {@code accepted = acked + all
 * dropped + pending}.
 *
 * @param runId the identity of this run, {@code run_id} on the wire: one start of the appender to
 *     its stop
 * @param accepted how many events the appender was handed, plus those it {@code adopted}
 * @param adopted how many of these an earlier run had left in the buffer's directory
 * @param acked how many the collector has acknowledged
 * @param dropped how many were dropped, by reason; every reason has an entry
 * @param pending how many wait in the buffer or are on their way; after a stop, how many stay in
 *     the buffer's directory for the next start
 * @param pendingBytes how many bytes these take, encoded
 * @param oldestPendingAge how long ago the chunk was opened that holds the oldest of them; zero
 *     where there is none
 * @param retried how many attempts to deliver failed, each of which is made again
 * @param capacityBytes how many bytes of events the buffer can hold
 * @param endpoint the collector that took the last batch, as a URI; null before the first and while
 *     delivery fails
 */
public record DeliverySnapshot(
    String runId,
    long accepted,
    long adopted,
    long acked,
    Map<DropReason, Long> dropped,
    long pending,
    long pendingBytes,
    Duration oldestPendingAge,
    long retried,
    long capacityBytes,
    @Nullable String endpoint) {

  /** Keeps an unmodifiable copy of the map. */
  public DeliverySnapshot {
    dropped = Map.copyOf(dropped);
  }

  /**
   * How many events were dropped.
   *
   * @return the sum over all reasons
   */
  public long droppedTotal() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }
}
