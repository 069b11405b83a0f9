package io.emp.logging.fluent;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells downstream what was dropped, by an event {@code service_events_dropped} in the stream
 * itself: when delivery works again, and from then on every {@link #INTERVAL} while events go on
 * being dropped. Any thread: the stop of the appender tells what is untold then.
 */
final class LossNotice {

  static final String EVENT_TYPE = "service_events_dropped";
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ChunkBuffer buffer;
  private final OwnEvents events;
  private final EngineClock clock;
  private Map<DropReason, Long> told = Map.of();
  private long lastNanos;

  LossNotice(ChunkBuffer buffer, OwnEvents events, EngineClock clock) {
    this.buffer = buffer;
    this.events = events;
    this.clock = clock;
    this.lastNanos = clock.nanoTime() - INTERVAL.toNanos();
  }

  /**
   * Called when something was delivered.
   *
   * @return whether there was something to tell
   */
  synchronized boolean delivered() {
    return clock.nanoTime() - lastNanos >= INTERVAL.toNanos() && tell();
  }

  /** What a notice of its own has told already. */
  synchronized void toldElsewhere(DropReason reason) {
    told = plusOne(told, reason);
  }

  private static Map<DropReason, Long> plusOne(Map<DropReason, Long> counts, DropReason reason) {
    Map<DropReason, Long> more = new TreeMap<>(counts);
    more.merge(reason, 1L, Long::sum);
    return Map.copyOf(more);
  }

  /**
   * Appends the event, where there is anything untold; if there is no room now, the next time.
   *
   * @return whether there was something to tell
   */
  synchronized boolean tell() {
    Map<DropReason, Long> dropped = buffer.snapshot().dropped();
    Map<String, Long> fields = new TreeMap<>();
    long all = 0;
    for (Map.Entry<DropReason, Long> entry : dropped.entrySet()) {
      long more = entry.getValue() - told.getOrDefault(entry.getKey(), 0L);
      if (more > 0) {
        fields.put("dropped_" + entry.getKey().wireName(), more);
        all += more;
      }
    }
    if (all == 0) {
      return false;
    }
    lastNanos = clock.nanoTime();
    fields.put("dropped_events", all);
    if (buffer.offer(
        events.encode(
            EVENT_TYPE, all + " events were dropped before they were delivered", fields))) {
      told = dropped;
    }
    return true;
  }
}
