package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings chunks to the collector, in order, each as often as it takes. Works in steps, none of
 * which waits for anything but the sender, so that a test can be its thread, its clock and its
 * network; {@link DeliveryThread} takes one step after another.
 *
 * <p>One batch is on its way at a time: a whole chunk, or less of one that is refused, to find out
 * what in it is to blame; see {@link Suspicion}. An entry that is refused alone, again and again,
 * while the collector takes each notice of that, is set aside.
 */
final class Delivery {

  /** Nothing to do until the buffer has something. */
  static final long IDLE = -1;

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  private final ChunkQueue queue;
  private final ChunkSender sender;
  private final DeliveryReport report;
  private final LossNotice losses;
  private final RefusalNotice refusals;
  private final EntrySink setAside;
  private final @Nullable Fallback fallback;
  private final EngineClock clock;
  private final Backoff backoff;

  private final Suspicion suspicion = new Suspicion();
  private @Nullable Chunk suspected;
  private boolean failing;
  private long failingSince;
  private long retryAt;

  Delivery(
      ChunkBuffer buffer,
      ChunkSender sender,
      DeliveryReport report,
      RunId run,
      EntrySink setAside,
      @Nullable Fallback fallback,
      EngineClock clock,
      DoubleSupplier random) {
    OwnEvents events = new OwnEvents(run);
    this.queue = buffer.queue();
    this.sender = sender;
    this.report = report;
    this.losses = new LossNotice(buffer, events, clock);
    this.refusals = new RefusalNotice(buffer, events, sender, run);
    this.setAside = setAside;
    this.fallback = fallback;
    this.clock = clock;
    this.backoff = new Backoff(FIRST_BACKOFF, LONGEST_BACKOFF, random);
  }

  /**
   * Does what is to be done now.
   *
   * @return zero where there may be more at once, {@link #IDLE}, or how many nanoseconds to wait
   *     after a failure
   */
  long step() {
    if (failing) {
      long left = retryAt - clock.nanoTime();
      if (left > 0) {
        return left;
      }
    }
    if (refusals.isUntold() && suspicion.isNone()) {
      return tellRefusal();
    }
    Chunk chunk = queue.next();
    if (chunk == null) {
      return IDLE;
    }
    if (chunk != suspected) {
      suspected = chunk;
      suspicion.clear();
    }
    Batch batch;
    try {
      batch = chunk.nextBatch(suspicion.maxEntries());
    } catch (RuntimeException | InternalError e) {
      // The index makes no sense any more: somebody else wrote to the file.
      return memoryFailed(chunk, e);
    }
    try {
      return send(chunk, batch);
    } catch (InternalError e) {
      // How the JVM tells of a fault in mapped memory, such as a file that somebody cut short.
      return memoryFailed(chunk, e);
    }
  }

  private long send(Chunk chunk, Batch batch) {
    try {
      sender.send(batch);
    } catch (RefusedException e) {
      return refused(chunk, batch, e, e.isTooLarge());
    } catch (IOException e) {
      return failed(e);
    } catch (InternalError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // What is in the chunk may have provoked it, whatever it is: the events behind it wait.
      return refused(chunk, batch, e, false);
    }
    queue.acked(chunk, batch, sender.target());
    recovered();
    suspicion.taken();
    if (losses.delivered()) {
      report.droppedWhileDelivering();
    }
    return 0;
  }

  private void recovered() {
    if (failing) {
      failing = false;
      backoff.reset();
    }
    // Also after failures that were not of a send.
    report.delivered();
  }

  /** The notice of a refusal that did not last; the collector takes events again. */
  private long tellRefusal() {
    try {
      refusals.sendAgain();
      recovered();
      return 0;
    } catch (RefusedException | RuntimeException | Error e) {
      refusals.drop(DropReason.REFUSED);
      return failed(e);
    } catch (IOException e) {
      return failed(e);
    }
  }

  private long failed(Throwable failure) {
    long now = clock.nanoTime();
    queue.attemptFailed();
    if (!failing) {
      failing = true;
      failingSince = now;
    }
    report.failed(failure);
    divert(now);
    long pause = backoff.next().toNanos();
    retryAt = now + pause;
    return pause;
  }

  private long memoryFailed(Chunk chunk, Throwable failure) {
    report.memoryFailed(chunk.undelivered(), failure);
    queue.abandon(chunk, DropReason.BUFFER_FAILED);
    suspicion.clear();
    return 0;
  }

  private long refused(Chunk chunk, Batch batch, Throwable refusal, boolean tooLarge) {
    return switch (suspicion.refused(batch.entries(), tooLarge)) {
      case RETRY -> failed(refusal);
      case PROBE -> probe(batch.tag(), refusal);
      case SET_ASIDE -> keepAside(chunk, batch, refusal);
    };
  }

  /** The entry gets another chance after the probe: the collector may just have come back. */
  private long probe(String tag, Throwable refusal) {
    try {
      refusals.send(tag, refusal);
    } catch (IOException | RuntimeException | Error e) {
      suspicion.othersRefused();
      return failed(e);
    }
    suspicion.othersTaken();
    return 0;
  }

  private long keepAside(Chunk chunk, Batch batch, Throwable refusal) {
    try {
      setAside.write(batch);
      report.refused(refusal, null);
    } catch (IOException | RuntimeException e) {
      report.refused(refusal, e);
    }
    losses.toldElsewhere(DropReason.REFUSED);
    queue.dropped(chunk, batch, DropReason.REFUSED);
    suspicion.taken();
    return 0;
  }

  /** Hands all that is sealed to the fallback, when nothing could be delivered for long. */
  private void divert(long now) {
    if (fallback == null || now - failingSince < fallback.after().toNanos()) {
      return;
    }
    for (Chunk chunk = queue.next(); chunk != null; chunk = queue.next()) {
      if (!divert(chunk, fallback.sink())) {
        return;
      }
    }
    suspicion.clear();
  }

  private boolean divert(Chunk chunk, EntrySink sink) {
    try {
      for (Batch batch : chunk.batches(Integer.MAX_VALUE)) {
        sink.write(batch);
        queue.dropped(chunk, batch, DropReason.FALLBACK);
      }
      return true;
    } catch (InternalError e) {
      memoryFailed(chunk, e);
      return true;
    } catch (IOException | RuntimeException e) {
      report.fallbackFailed(e);
      return false;
    }
  }

  /** Ends the pause after a failure. */
  void retryNow() {
    retryAt = clock.nanoTime();
  }

  /** Tells what was dropped and not told yet, before the buffer is closed. */
  void tellLosses() {
    losses.tell();
  }

  /** The end: what is left in memory goes to the fallback, if there is one, or is dropped. */
  void settle(ChunkStore store) {
    refusals.drop(DropReason.SHUTDOWN);
    for (Chunk chunk : queue.remaining()) {
      if (store.isDurable(chunk)) {
        continue;
      }
      if (fallback == null || !divert(chunk, fallback.sink())) {
        queue.abandon(chunk, DropReason.SHUTDOWN);
      }
    }
  }
}
