package io.emp.logging.fluent;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of all events: {@code accepted = acked + dropped + pending} after each call. Guarded
 * by the buffer's lock.
 */
final class DeliveryCounts {

  private final long[] dropped = new long[DropReason.values().length];
  private long accepted;
  private long adopted;
  private long acked;
  private long pending;
  private long pendingBytes;
  private long retried;
  private @Nullable String endpoint;

  void accepted(int bytes) {
    accepted++;
    pending++;
    pendingBytes += bytes;
  }

  long accepted() {
    return accepted;
  }

  void adopted(int events, long bytes) {
    accepted += events;
    adopted += events;
    pending += events;
    pendingBytes += bytes;
  }

  /** Dropped before it got into the buffer. */
  void turnedAway(DropReason reason) {
    accepted++;
    dropped[reason.ordinal()]++;
  }

  void acked(int events, long bytes, String by) {
    leave(events, bytes);
    acked += events;
    endpoint = by;
  }

  /** Dropped out of the buffer. */
  void dropped(DropReason reason, int events, long bytes) {
    leave(events, bytes);
    dropped[reason.ordinal()] += events;
  }

  private void leave(int events, long bytes) {
    pending -= events;
    pendingBytes -= bytes;
  }

  void retried() {
    retried++;
    endpoint = null;
  }

  long pending() {
    return pending;
  }

  DeliverySnapshot snapshot(RunId run, Duration oldestPendingAge, long capacityBytes) {
    Map<DropReason, Long> byReason = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      byReason.put(reason, dropped[reason.ordinal()]);
    }
    return new DeliverySnapshot(
        run.hex(),
        accepted,
        adopted,
        acked,
        byReason,
        pending,
        pendingBytes,
        oldestPendingAge,
        retried,
        capacityBytes,
        endpoint);
  }
}
