package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does what needs the store and is not delivery: takes over what earlier runs left, keeps free
 * chunks ready, gives back those that were not needed for a while, and forces what was written to
 * the disk. Works in steps, as {@link Delivery} does; {@link ChunkSupplyThread} takes them.
 */
final class ChunkSupply {

  private static final long NEVER = Long.MAX_VALUE;
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** Another process may have ended in the meantime, and not be started again. */
  private static final Duration ADOPT = Duration.ofSeconds(30);

  /** So often free chunks are looked at: whether they still are where they should be. */
  private static final Duration RENEW = Duration.ofSeconds(10);

  /** Free chunks that were not needed for so long are given back. */
  private static final Duration TRIM = Duration.ofMinutes(1);

  private final ChunkBuffer buffer;
  private final ChunkStore store;
  private final StoreReport report;
  private final EngineClock clock;
  private final long forceNanos;

  private long retryAt;
  private boolean failing;
  private long renewAt;
  private long trimAt;
  private int leastFree;
  private long forceAt;
  private boolean forceFailing;
  private long adoptAt;

  ChunkSupply(
      ChunkBuffer buffer,
      ChunkStore store,
      StoreReport report,
      @Nullable Duration forceInterval,
      EngineClock clock) {
    this.buffer = buffer;
    this.store = store;
    this.report = report;
    this.clock = clock;
    this.forceNanos = forceInterval == null ? NEVER : forceInterval.toNanos();
    this.renewAt = clock.nanoTime() + RENEW.toNanos();
    this.adoptAt = clock.nanoTime();
    this.trimAt = clock.nanoTime() + TRIM.toNanos();
    this.forceAt = forceInterval == null ? 0 : clock.nanoTime() + forceNanos;
  }

  /** The first step: what runs left that have ended is put before all else. */
  void adopt() {
    adoptAt = clock.nanoTime() + ADOPT.toNanos();
    buffer.queue().adopt(store.adopted());
  }

  /**
   * Later only as much as leaves half of the buffer to this run's own: what another run left is
   * safe where it is.
   */
  private void adoptMore() {
    adoptAt = clock.nanoTime() + ADOPT.toNanos();
    long most = buffer.pool().unusedOfHalf();
    if (most > 0) {
      buffer.queue().adopt(store.adopted(most));
    }
  }

  /** In place of that: delivery waits for no more. */
  void adoptNothing() {
    buffer.queue().adopt(List.of());
  }

  /**
   * Does what is to be done now.
   *
   * @return how many nanoseconds to wait, unless a chunk is wanted
   */
  long step() {
    long now = clock.nanoTime();
    renew(now);
    supply(now);
    trim(now);
    if (now - adoptAt >= 0) {
      adoptMore();
    }
    store.tend(buffer::offer);
    long untilChore = Math.min(renewAt - now, Math.min(trimAt - now, adoptAt - now));
    return Math.min(untilChore, Math.min(untilRetry(now), untilForce(now)));
  }

  /** Whether a wanted chunk is to be made at once, and not after a pause, or never again. */
  boolean isWilling() {
    return !failing && !buffer.pool().isClosed();
  }

  private void supply(long now) {
    if (failing && now - retryAt < 0) {
      return;
    }
    try {
      for (int missing = buffer.pool().shortage(); missing > 0; missing--) {
        buffer.pool().supply(store.allocate());
      }
      if (buffer.pool().hasHung()) {
        report.supplyHung();
      }
      if (failing) {
        failing = false;
        report.supplyWorks();
      }
    } catch (IOException | RuntimeException | Error e) {
      // An error too: there may be no memory outside the heap, or none at all.
      boolean first = !failing;
      failing = true;
      retryAt = now + RETRY.toNanos();
      if (first) {
        report.supplyFails(e);
      }
    }
  }

  /**
   * Gives back free chunks that are not to be used: those in memory when the disk works again, and
   * those whose file somebody removed. What is appended to them would not outlive the process.
   */
  private void renew(long now) {
    if (now - renewAt < 0) {
      return;
    }
    renewAt = now + RENEW.toNanos();
    store.probe();
    for (Chunk chunk : buffer.pool().free()) {
      if (!store.isReusable(chunk) && buffer.pool().take(chunk)) {
        store.release(chunk);
      }
    }
  }

  private void trim(long now) {
    leastFree = Math.min(leastFree, buffer.pool().freeChunks());
    if (now - trimAt < 0) {
      return;
    }
    for (int surplus = leastFree - ChunkPool.SPARES; surplus > 0; surplus--) {
      Chunk chunk = buffer.pool().surplus();
      if (chunk == null) {
        break;
      }
      store.release(chunk);
    }
    leastFree = buffer.pool().freeChunks();
    trimAt = now + TRIM.toNanos();
  }

  private long untilForce(long now) {
    if (forceNanos == NEVER) {
      return NEVER;
    }
    if (now - forceAt >= 0) {
      try {
        store.force();
        forceFailing = false;
      } catch (IOException | RuntimeException e) {
        if (!forceFailing) {
          forceFailing = true;
          report.forceFails(e);
        }
      }
      forceAt = clock.nanoTime() + forceNanos;
    }
    return forceAt - now;
  }

  private long untilRetry(long now) {
    return failing ? retryAt - now : NEVER;
  }
}
