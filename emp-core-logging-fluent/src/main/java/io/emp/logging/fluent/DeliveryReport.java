package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells people how delivery fares, through Logback's status and never through a logger: the first
 * failure at once, then another at intervals that double up to an hour, dropped events the first
 * time they are seen and with each of those, and a summary when delivery works again. Used by the
 * delivery thread alone, but for {@link #stopped}.
 */
final class DeliveryReport {

  private static final Duration FIRST_INTERVAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private final ContextAware status;
  private final String target;
  private final Supplier<DeliverySnapshot> snapshot;
  private final LongSupplier nanoClock;

  private long attempts;
  private long failingSince;
  private long nextReport;
  private long interval;
  private long droppedBefore;
  private boolean dropsTold;

  DeliveryReport(
      ContextAware status,
      String target,
      Supplier<DeliverySnapshot> snapshot,
      LongSupplier nanoClock) {
    this.status = status;
    this.target = target;
    this.snapshot = snapshot;
    this.nanoClock = nanoClock;
  }

  void failed(Throwable failure) {
    long now = nanoClock.getAsLong();
    DeliverySnapshot counts = snapshot.get();
    attempts++;
    if (attempts == 1) {
      failingSince = now;
      interval = FIRST_INTERVAL.toNanos();
      nextReport = now + interval;
      dropsTold = false;
      status.addWarn(
          "Cannot deliver to "
              + target
              + ": "
              + text(failure)
              + ". "
              + counts.pending()
              + " events wait in the buffer and delivery is tried again until it works. Check that the collector runs and"
              + " that host and port (FLUENTD_HOST, FLUENTD_PORT) are its own.");
    } else if (now - nextReport >= 0) {
      interval = Math.min(LONGEST_INTERVAL.toNanos(), interval * 2);
      nextReport = now + interval;
      status.addWarn(
          "Still cannot deliver to "
              + target
              + " after "
              + seconds(now - failingSince)
              + " s and "
              + attempts
              + " attempts: "
              + text(failure)
              + ". "
              + counts.pending()
              + " events wait"
              + drops(counts)
              + ".");
    }
    if (!dropsTold && counts.droppedTotal() > droppedBefore) {
      dropsTold = true;
      status.addWarn(
          "The buffer is full and events are dropped until "
              + target
              + " takes some"
              + drops(counts)
              + ".");
    }
  }

  void delivered() {
    if (attempts == 0) {
      return;
    }
    DeliverySnapshot counts = snapshot.get();
    String summary =
        "Delivery to "
            + target
            + " works again after "
            + seconds(nanoClock.getAsLong() - failingSince)
            + " s and "
            + attempts
            + " failed attempts"
            + drops(counts)
            + ".";
    if (counts.droppedTotal() > droppedBefore) {
      status.addWarn(summary);
    } else {
      status.addInfo(summary);
    }
    attempts = 0;
    droppedBefore = counts.droppedTotal();
  }

  void interrupted() {
    status.addInfo("The delivery thread was interrupted; it goes on.");
  }

  void stopped() {
    DeliverySnapshot counts = snapshot.get();
    long lost = counts.dropped().getOrDefault(DropReason.SHUTDOWN, 0L);
    if (lost > 0) {
      status.addWarn(
          "Stopped with "
              + lost
              + " events not delivered to "
              + target
              + ", which are lost. A longer shutdownTimeout gives the collector more time.");
    }
  }

  /** What was dropped since delivery last worked, by reason. */
  private String drops(DeliverySnapshot counts) {
    if (counts.droppedTotal() == droppedBefore) {
      return "";
    }
    return counts.dropped().entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .sorted()
        .collect(Collectors.joining(", ", ", dropped in this run: ", ""));
  }

  private static String text(Throwable failure) {
    return failure instanceof IOException && failure.getMessage() != null
        ? failure.getMessage()
        : failure.toString();
  }

  private static long seconds(long nanos) {
    return Duration.ofNanos(nanos).toSeconds();
  }
}
