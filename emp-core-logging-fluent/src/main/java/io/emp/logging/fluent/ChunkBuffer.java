package io.emp.logging.fluent;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The chunks between the callers and the delivery thread: one open, some sealed in the order of
 * their entries, one with the delivery thread, the others free. Their number is fixed, and so is
 * the memory they take; they are made when they are first needed and kept.
 *
 * <p>Under the lock there is nothing but arithmetic and a copy of the entry's bytes: a caller waits
 * for another's copy at the most. The lock is not a monitor, so that a virtual thread that waits
 * for it frees its carrier. An entry's {@code seq} and the order of entries are decided together,
 * under the lock.
 *
 * <p>The delivery thread is woken when a chunk gets its first entry, to wait for the flush
 * interval, and when a chunk is full: twice a chunk, not once an event. A chunk is sealed before it
 * is full only when the delivery thread asks for it, so that while a collector is away chunks fill
 * up instead of taking room half empty.
 */
final class ChunkBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Chunk> sealed = new ArrayDeque<>();
  private final Deque<Chunk> free = new ArrayDeque<>();
  private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

  private final RunId run;
  private final String tag;
  private final int chunkBytes;
  private final int maxChunks;
  private final long flushNanos;
  private final LongSupplier nanoClock;

  private @Nullable Chunk open;
  private @Nullable Chunk taken;
  private int made;
  private boolean closed;
  private long lastEpochNanos;
  private long chunksSealed;
  private long accepted;
  private long acked;
  private long pending;
  private long failedAttempts;

  ChunkBuffer(RunId run, FluentSettings settings, LongSupplier nanoClock) {
    this.run = run;
    this.tag = settings.tag();
    this.chunkBytes = settings.chunkBytes();
    this.maxChunks = settings.maxChunks();
    this.flushNanos = settings.flushInterval().toNanos();
    this.nanoClock = nanoClock;
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, 0L);
    }
  }

  /** Takes an entry, or drops and counts it. Never waits for room. */
  void append(MessagePackWriter entry) {
    lock.lock();
    try {
      accepted++;
      if (closed) {
        drop(DropReason.SHUTDOWN, 1);
        return;
      }
      Chunk chunk = chunkFor(entry.length());
      if (chunk == null) {
        drop(DropReason.BUFFER_FULL, 1);
        return;
      }
      entry.complete(accepted, ordered(entry.epochNanos()));
      boolean first = chunk.isEmpty();
      chunk.append(entry.buffer(), entry.length(), nanoClock.getAsLong());
      pending++;
      if (first) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts an event that did not become an entry. */
  void notEncoded() {
    lock.lock();
    try {
      accepted++;
      drop(DropReason.NOT_ENCODED, 1);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Chunk chunkFor(int entryBytes) {
    Chunk chunk = open;
    if (chunk != null && chunk.fits(entryBytes)) {
      return chunk;
    }
    Chunk next = free.poll();
    if (next == null && made < maxChunks) {
      try {
        next = new Chunk(ByteBuffer.allocateDirect(chunkBytes), tag);
        made++;
      } catch (OutOfMemoryError e) {
        // The process may have less memory left than was configured: then the buffer is as large as
        // it is now.
        return null;
      }
    }
    if (next == null) {
      return null;
    }
    if (chunk != null) {
      seal(chunk);
      changed.signal();
    }
    open = next;
    return next;
  }

  private void seal(Chunk chunk) {
    chunk.seal(run.chunkIdHigh(), ++chunksSealed);
    sealed.add(chunk);
    open = null;
  }

  /**
   * Clocks tick in microseconds or slower, and whoever sorts by time downstream would mix up what
   * happened within a tick: an event of the same microsecond gets the next nanosecond. One that is
   * truly older keeps its time.
   */
  private long ordered(long epochNanos) {
    long ordered = epochNanos;
    if (epochNanos <= lastEpochNanos && lastEpochNanos - epochNanos < 1_000) {
      ordered = lastEpochNanos + 1;
    }
    lastEpochNanos = Math.max(lastEpochNanos, ordered);
    return ordered;
  }

  /**
   * The next chunk to deliver, which the delivery thread has until it says {@link #acked} or the
   * buffer is discarded. Waits until a chunk is full, or as old as the flush interval, or the
   * buffer is closed.
   *
   * @return a sealed chunk, or null once the buffer is closed and empty
   */
  @Nullable Chunk take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (sealed.isEmpty()) {
        Chunk chunk = open;
        if (chunk == null || chunk.isEmpty()) {
          if (closed) {
            return null;
          }
          changed.await();
          continue;
        }
        long wait = flushNanos - (nanoClock.getAsLong() - chunk.openedNanos());
        if (closed || wait <= 0) {
          seal(chunk);
        } else {
          changed.awaitNanos(wait);
        }
      }
      taken = sealed.remove();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** The taken chunk has arrived: its entries are counted and its room is free. */
  void acked(Chunk chunk) {
    lock.lock();
    try {
      if (taken != chunk) {
        return; // Discarded in the meantime.
      }
      taken = null;
      acked += chunk.entries();
      pending -= chunk.entries();
      chunk.reuse();
      free.push(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** The taken chunk has not arrived, and stays taken. */
  void attemptFailed() {
    lock.lock();
    try {
      failedAttempts++;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing more is taken in; what is there can be taken out at once. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops all that waits, and counts it. */
  void discard() {
    lock.lock();
    try {
      closed = true;
      drop(DropReason.SHUTDOWN, pending);
      pending = 0;
      taken = null;
      open = null;
      sealed.clear();
      free.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  DeliverySnapshot snapshot() {
    lock.lock();
    try {
      return new DeliverySnapshot(run.hex(), accepted, acked, pending, dropped, failedAttempts);
    } finally {
      lock.unlock();
    }
  }

  private void drop(DropReason reason, long count) {
    dropped.merge(reason, count, Long::sum);
  }
}
