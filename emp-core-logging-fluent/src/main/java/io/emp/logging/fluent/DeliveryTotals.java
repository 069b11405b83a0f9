package io.emp.logging.fluent;

import java.util.EnumMap;
import java.util.Map;

/** The counts that only grow, of one appender or of several. */
record DeliveryTotals(long acked, Map<DropReason, Long> dropped, long retried) {

  static DeliveryTotals of(DeliverySnapshot snapshot) {
    return new DeliveryTotals(snapshot.acked(), snapshot.dropped(), snapshot.retried());
  }

  DeliveryTotals plus(DeliveryTotals other) {
    Map<DropReason, Long> both = new EnumMap<>(dropped);
    other.dropped.forEach((reason, count) -> both.merge(reason, count, Long::sum));
    return new DeliveryTotals(acked + other.acked, both, retried + other.retried);
  }
}
