package io.emp.logging.fluent;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Snapshots as JMX has them. */
final class DeliveryBean implements DeliveryMXBean {

  private final Supplier<DeliverySnapshot> snapshot;

  DeliveryBean(Supplier<DeliverySnapshot> snapshot) {
    this.snapshot = snapshot;
  }

  @Override
  public String getRunId() {
    return snapshot.get().runId();
  }

  @Override
  public long getAccepted() {
    return snapshot.get().accepted();
  }

  @Override
  public long getAdopted() {
    return snapshot.get().adopted();
  }

  @Override
  public long getAcked() {
    return snapshot.get().acked();
  }

  @Override
  public Map<String, Long> getDropped() {
    Map<String, Long> dropped = new TreeMap<>();
    snapshot.get().dropped().forEach((reason, count) -> dropped.put(reason.name(), count));
    return dropped;
  }

  @Override
  public long getPending() {
    return snapshot.get().pending();
  }

  @Override
  public long getPendingBytes() {
    return snapshot.get().pendingBytes();
  }

  @Override
  public long getOldestPendingAgeMillis() {
    return snapshot.get().oldestPendingAge().toMillis();
  }

  @Override
  public long getRetried() {
    return snapshot.get().retried();
  }

  @Override
  public long getCapacityBytes() {
    return snapshot.get().capacityBytes();
  }

  @Override
  public @Nullable String getEndpoint() {
    return snapshot.get().endpoint();
  }
}
