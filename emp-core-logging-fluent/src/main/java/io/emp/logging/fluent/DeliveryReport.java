package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells people how delivery fares, through Logback's status and never through a logger: the first
 * failure at once, then another at intervals that double up to an hour, dropped events the first
 * time they are seen and with each of those, and a summary when delivery works again. Used by the
 * delivery thread alone, but for {@link #exits} and {@link #stopped}.
 */
final class DeliveryReport {

  private static final Duration FIRST_INTERVAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private static final String WHERE_TO =
      " Check that the collector runs and that host and port (FLUENTD_HOST, FLUENTD_PORT) or"
          + " endpoints are its own.";

  private final ContextAware status;
  private final Supplier<String> target;
  private final Supplier<DeliverySnapshot> snapshot;
  private final EngineClock clock;

  private long attempts;
  private long failingSince;
  private long nextReport;
  private long interval;
  private long droppedBefore;
  private volatile long fullBefore;
  private long divertedBefore;
  private boolean dropsTold;
  private boolean divertedTold;
  private long overrunInterval;
  private long nextOverrun;
  private boolean fallbackTold;
  private long refused;
  private final AtomicLong leftAtStop = new AtomicLong();

  /**
   * A report on a delivery that has not failed yet.
   *
   * @param target where delivery goes, at the moment
   */
  DeliveryReport(
      ContextAware status,
      Supplier<String> target,
      Supplier<DeliverySnapshot> snapshot,
      EngineClock clock) {
    this.status = status;
    this.target = target;
    this.snapshot = snapshot;
    this.clock = clock;
  }

  void failed(Throwable failure) {
    long now = clock.nanoTime();
    DeliverySnapshot counts = snapshot.get();
    attempts++;
    if (attempts == 1) {
      failingSince = now;
      interval = FIRST_INTERVAL.toNanos();
      nextReport = now + interval;
      dropsTold = false;
      divertedTold = false;
      fallbackTold = false;
      status.addWarn(
          "Cannot deliver to "
              + target.get()
              + ": "
              + text(failure)
              + ". "
              + counts.pending()
              + " events wait in the buffer and delivery is tried again until it works."
              + (failure instanceof NotAdmittedException ? "" : WHERE_TO));
    } else if (now - nextReport >= 0) {
      interval = Math.min(LONGEST_INTERVAL.toNanos(), interval * 2);
      nextReport = now + interval;
      status.addWarn(
          "Still cannot deliver to "
              + target.get()
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
    if (!divertedTold && count(counts, DropReason.FALLBACK) > divertedBefore) {
      divertedTold = true;
      status.addWarn(
          "Events go to the fallback until "
              + target.get()
              + " takes them again"
              + drops(counts)
              + ".");
    }
    if (!dropsTold && count(counts, DropReason.BUFFER_FULL) > fullBefore) {
      dropsTold = true;
      status.addWarn(
          "The buffer is full and events are dropped until "
              + target.get()
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
            + target.get()
            + " works again after "
            + seconds(clock.nanoTime() - failingSince)
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
    told(counts);
  }

  private void told(DeliverySnapshot counts) {
    droppedBefore = counts.droppedTotal();
    fullBefore = count(counts, DropReason.BUFFER_FULL);
    divertedBefore = count(counts, DropReason.FALLBACK);
  }

  private static long count(DeliverySnapshot counts, DropReason reason) {
    return counts.dropped().getOrDefault(reason, 0L);
  }

  /** Something was dropped while delivery works: told where more comes than the collector takes. */
  void droppedWhileDelivering() {
    DeliverySnapshot counts = snapshot.get();
    long now = clock.nanoTime();
    boolean first = overrunInterval == 0;
    if (count(counts, DropReason.BUFFER_FULL) == fullBefore || !first && now - nextOverrun < 0) {
      return;
    }
    overrunInterval =
        first
            ? FIRST_INTERVAL.toNanos()
            : Math.min(LONGEST_INTERVAL.toNanos(), overrunInterval * 2);
    nextOverrun = now + overrunInterval;
    status.addWarn(
        "More events come than "
            + target.get()
            + " takes: the buffer is full"
            + drops(counts)
            + ". A larger bufferSize is of use for peaks.");
    told(counts);
  }

  /** Told for the first, the second, the fourth, the eighth … event. */
  void refused(Throwable refusal, @Nullable Throwable notKept) {
    refused++;
    if (Long.bitCount(refused) > 1) {
      return;
    }
    status.addWarn(
        target.get()
            + " takes other events and refuses one, which is set aside ("
            + refused
            + " in this run): "
            + text(refusal)
            + (notKept == null ? "." : "; it could not be kept in a file: " + text(notKept) + "."));
  }

  void memoryFailed(int events, Throwable failure) {
    status.addWarn(
        events
            + " events are lost, since the memory or the file they were kept in failed: "
            + failure
            + ". Somebody may have cut short or removed files of the bufferDirectory.");
  }

  void fallbackFailed(Throwable failure) {
    if (!fallbackTold) {
      fallbackTold = true;
      status.addWarn(
          "The fallback cannot be written, and events stay in the buffer: " + text(failure) + ".");
    }
  }

  void interrupted() {
    status.addInfo("The delivery thread was interrupted; it goes on.");
  }

  /** The process exits without a stop, and the buffer is on disk. */
  void exits() {
    long pending = snapshot.get().pending();
    if (pending > 0) {
      status.addInfo(
          "The process exits with "
              + pending
              + " events not delivered to "
              + target.get()
              + ". The next start delivers what is on disk.");
    }
  }

  /**
   * Told once of what it came to, though an exit without a stop is perhaps followed by a stop:
   * frameworks stop logging in an exit hook of their own.
   */
  void stopped() {
    DeliverySnapshot counts = snapshot.get();
    long left = counts.droppedTotal() + counts.pending();
    if (leftAtStop.getAndSet(left) == left) {
      return;
    }
    long full = count(counts, DropReason.BUFFER_FULL);
    if (full > fullBefore) {
      status.addWarn(
          full
              + " events were dropped in this run, since the buffer was full. A larger bufferSize"
              + " is of use for peaks.");
    }
    long lost = counts.dropped().getOrDefault(DropReason.SHUTDOWN, 0L);
    if (lost > 0) {
      status.addWarn(
          "Stopped with "
              + lost
              + " events not delivered to "
              + target.get()
              + ", which are lost. A longer shutdownTimeout gives the collector more time; with a"
              + " bufferDirectory they would be kept.");
    }
    if (counts.pending() > 0) {
      status.addInfo(
          "Stopped with "
              + counts.pending()
              + " events not delivered to "
              + target.get()
              + ", which are kept on disk and delivered by the next start.");
    }
  }

  /** What was dropped since delivery last worked, by reason. */
  private String drops(DeliverySnapshot counts) {
    if (counts.droppedTotal() == droppedBefore) {
      return "";
    }
    return counts.dropped().entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue() + " " + entry.getKey())
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
