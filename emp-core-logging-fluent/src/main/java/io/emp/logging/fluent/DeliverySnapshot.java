package io.emp.logging.fluent;

import java.util.Map;

/**
 * What became of all events an appender was handed, at one instant: {@code accepted = acked + all
 * dropped + pending}.
 *
 * @param runId the identity of this run, {@code run_id} on the wire: one start of the appender to
 *     its stop
 * @param accepted how many events the appender was handed; the last one's {@code seq}
 * @param acked how many the collector has acknowledged
 * @param pending how many wait in the buffer or are on their way
 * @param dropped how many were dropped, by reason; every reason has an entry
 * @param failedAttempts how many times a chunk could not be delivered and was kept to be tried
 *     again
 */
public record DeliverySnapshot(
    String runId,
    long accepted,
    long acked,
    long pending,
    Map<DropReason, Long> dropped,
    long failedAttempts) {

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
