package io.emp.logging;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands in its life, and since when. Any thread may tell; of several that tell an end
 * at once one is the first, and the job has that end.
 *
 * <pre>
 * (new) ── received ──▶ (received) ── started, progress ──▶ (processing)
 *   └──── started, progress, an end: the steps before may be left out
 * any of these ── completed, failed, cancelled, timed out ──▶ (over)
 * any of these, or over but for completed ── retried ──▶ (back in the queue) ── as new
 * </pre>
 */
final class JobLifecycle {

  private static final long NEVER = Long.MIN_VALUE;

  private final LongSupplier nanoTime;

  /** What was told last and was legal. */
  private @Nullable EventKind last;

  private long receivedNanos = NEVER;
  private long startedNanos = NEVER;

  JobLifecycle() {
    this(System::nanoTime);
  }

  JobLifecycle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes an event. One that cannot be changes nothing. */
  synchronized Transition told(EventKind kind) {
    EventKind before = last;
    if (before != null && !mayFollow(kind, before)) {
      return new Transition(false, false, kind.wireName + " after " + before.wireName);
    }
    boolean wasOpen = isOpen();
    switch (kind) {
      case JOB_RECEIVED -> {
        receivedNanos = nanoTime.getAsLong();
        startedNanos = NEVER;
      }
      case JOB_STARTED -> startedNanos = nanoTime.getAsLong();
      case JOB_RETRIED -> {
        receivedNanos = NEVER;
        startedNanos = NEVER;
      }
      default -> {}
    }
    last = kind;
    return new Transition(!wasOpen && isOpen(), wasOpen && !isOpen(), null);
  }

  /** Notes an end that the SDK tells in place of the caller; null where the caller has told one. */
  synchronized @Nullable Transition toldUnlessOver(EventKind end) {
    return isOver() ? null : told(end);
  }

  private static boolean mayFollow(EventKind kind, EventKind before) {
    boolean queued = before == EventKind.JOB_RETRIED;
    return switch (kind) {
      case JOB_RECEIVED -> queued;
      case JOB_STARTED -> queued || before == EventKind.JOB_RECEIVED;
      case JOB_RETRIED -> !queued && before != EventKind.JOB_COMPLETED;
      default -> !queued && !before.endsJob();
    };
  }

  /** Whether the job is in the worker's hands: something was told of it, and not its end. */
  synchronized boolean isOpen() {
    return last != null && !isOver();
  }

  /** Whether the job has ended, or has gone back to the queue. */
  synchronized boolean isOver() {
    return last != null && (last.endsJob() || last == EventKind.JOB_RETRIED);
  }

  /** Whether nothing was told of the job yet. */
  synchronized boolean isNew() {
    return last == null;
  }

  /** Whether the job is back in the queue: who receives it now begins another attempt. */
  synchronized boolean wasRetried() {
    return last == EventKind.JOB_RETRIED;
  }

  /** The time since the job was started, else since it was received, else null. */
  synchronized @Nullable Duration elapsed() {
    long since = startedNanos != NEVER ? startedNanos : receivedNanos;
    return since == NEVER ? null : Duration.ofNanos(nanoTime.getAsLong() - since);
  }
}
