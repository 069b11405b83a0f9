package io.emp.logging.fluent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that hold something, in the order of their entries: those that are sealed, then the
 * one that is open. This is the delivery thread's side of {@link ChunkBuffer}, under the same lock;
 * those methods that do not take it say so.
 *
 * <p>The delivery thread is woken when a chunk gets its first entry, to wait for the flush
 * interval, and when a chunk is full: twice a chunk, not once an event. A chunk is sealed before it
 * is full only when the delivery thread asks for it, so that while a collector is away chunks fill
 * up instead of taking room half empty.
 */
final class ChunkQueue {

  private static final Duration LONGEST_ADOPTION = Duration.ofSeconds(30);

  private final ReentrantLock lock;
  private final Condition work;
  private final Condition empty;
  private final Deque<Chunk> sealed;
  private final long flushNanos;
  private final ChunkPool pool;
  private final ChunkStore store;
  private final DeliveryCounts counts;
  private final EngineClock clock;

  private @Nullable Chunk open;
  private long openedNanos;
  private boolean adopting;
  private long adoptBy;
  private boolean flushing;
  private boolean closed;
  private boolean letGo;

  ChunkQueue(
      ReentrantLock lock,
      Duration flushInterval,
      ChunkPool pool,
      ChunkStore store,
      DeliveryCounts counts,
      EngineClock clock) {
    this.lock = lock;
    this.work = lock.newCondition();
    this.empty = lock.newCondition();
    this.flushNanos = flushInterval.toNanos();
    this.pool = pool;
    this.store = store;
    this.counts = counts;
    this.clock = clock;
    // Large enough for all: a deque that cannot grow, for want of memory, forgets what it has.
    this.sealed = new ArrayDeque<>(pool.maxChunks() + 1);
  }

  // What the buffer does for callers, with the lock.

  /** The chunk to append to, where there is one. Needs the lock. */
  @Nullable Chunk open() {
    return open;
  }

  /** Another chunk is to be appended to; the one before is full. Needs the lock. */
  void open(Chunk chunk) {
    seal();
    openedNanos = clock.nanoTime();
    open = chunk;
  }

  /** Nothing more is appended to the open chunk, if there is one. Needs the lock. */
  void seal() {
    Chunk chunk = open;
    if (chunk == null) {
      return;
    }
    if (chunk.isEmpty()) {
      open = null;
      remove(chunk, false);
    } else {
      sealed.add(chunk);
      open = null;
      work.signal();
    }
  }

  /** The open chunk has its first entry. Needs the lock. */
  void begun() {
    work.signal();
  }

  /** Whether nothing more is taken in. Needs the lock. */
  boolean isClosed() {
    return closed;
  }

  // What the delivery thread does.

  /**
   * The first chunk with something to deliver; it stays where it is until all in it is acked or
   * dropped. The open chunk is sealed for this when it is as old as the flush interval.
   *
   * @return null while there is nothing to deliver, or what earlier runs left is still looked for
   */
  @Nullable Chunk next() {
    lock.lock();
    try {
      if (nanosToAdoption() > 0) {
        return null;
      }
      if (sealed.isEmpty() && nanosToSeal() <= 0) {
        seal();
      }
      return sealed.peek();
    } finally {
      lock.unlock();
    }
  }

  private long nanosToSeal() {
    Chunk chunk = open;
    if (chunk == null || chunk.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return closed || flushing ? 0 : flushNanos - (clock.nanoTime() - openedNanos);
  }

  /**
   * How long the delivery thread has nothing to do, unless something happens.
   *
   * @return nanoseconds; zero or less for not at all, {@link Long#MAX_VALUE} for ever
   */
  long nanosToWork() {
    lock.lock();
    try {
      long nanosToAdoption = nanosToAdoption();
      if (nanosToAdoption > 0) {
        return nanosToAdoption;
      }
      return sealed.isEmpty() ? nanosToSeal() : 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is work for the delivery thread, or the buffer is closed. */
  void awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (long nanos = nanosToWork(); nanos > 0 && !isDone(); nanos = nanosToWork()) {
        work.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** True once the buffer is closed and nothing is left in it that could be delivered. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && nanosToWork() == Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  /** A batch of a chunk has arrived at a collector. */
  void acked(Chunk chunk, Batch batch, String endpoint) {
    lock.lock();
    try {
      if (letGo) {
        return;
      }
      counts.acked(batch.entries(), leave(chunk, batch), endpoint);
    } finally {
      lock.unlock();
    }
    recycle(chunk);
  }

  /** A batch of a chunk is given up. */
  void dropped(Chunk chunk, Batch batch, DropReason reason) {
    lock.lock();
    try {
      if (letGo) {
        return;
      }
      counts.dropped(reason, batch.entries(), leave(chunk, batch));
    } finally {
      lock.unlock();
    }
    recycle(chunk);
  }

  private static long leave(Chunk chunk, Batch batch) {
    long before = chunk.undeliveredBytes();
    chunk.delivered(batch);
    return before - chunk.undeliveredBytes();
  }

  /** A chunk with nothing left to deliver is made free, outside the lock: that may be I/O. */
  private void recycle(Chunk chunk) {
    if (chunk.undelivered() > 0) {
      return;
    }
    boolean reusable = store.isReusable(chunk);
    if (reusable) {
      chunk.free();
    }
    remove(chunk, reusable);
  }

  private void remove(Chunk chunk, boolean reusable) {
    if (!reusable) {
      store.release(chunk);
    }
    lock.lock();
    try {
      sealed.remove(chunk);
      if (reusable) {
        pool.giveBack(chunk);
      } else {
        pool.shrunk(chunk);
      }
      left();
    } finally {
      lock.unlock();
    }
  }

  /** Something is not pending any more. Needs the lock. */
  void left() {
    if (counts.pending() == 0) {
      empty.signalAll();
    }
  }

  /** All that is undelivered in a chunk is given up, without a look at its bytes. */
  void abandon(Chunk chunk, DropReason reason) {
    lock.lock();
    try {
      if (letGo) {
        return;
      }
      counts.dropped(reason, chunk.undelivered(), chunk.undeliveredBytes());
      chunk.abandon();
    } finally {
      lock.unlock();
    }
    remove(chunk, false);
  }

  /** An attempt has failed. */
  void attemptFailed() {
    lock.lock();
    try {
      counts.retried();
    } finally {
      lock.unlock();
    }
  }

  /** All chunks with something to deliver, in order, when nobody delivers any more. */
  List<Chunk> remaining() {
    lock.lock();
    try {
      seal();
      return new ArrayList<>(sealed);
    } finally {
      lock.unlock();
    }
  }

  // What earlier runs left.

  /**
   * From now on nothing is delivered until {@link #adopt} has brought what is older; but for 30 s
   * at the most, since a disk may hang.
   */
  void expectAdoption() {
    lock.lock();
    try {
      adopting = true;
      adoptBy = clock.nanoTime() + LONGEST_ADOPTION.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private long nanosToAdoption() {
    // Once it is closed there is no time for that: what waits in memory would be lost.
    return adopting && !closed ? adoptBy - clock.nanoTime() : 0;
  }

  /** Takes over what ended runs left, the oldest first: it is delivered before all else. */
  void adopt(List<Chunk> chunks) {
    lock.lock();
    try {
      for (int i = chunks.size() - 1; i >= 0; i--) {
        Chunk chunk = chunks.get(i);
        sealed.addFirst(chunk);
        counts.adopted(chunk.undelivered(), chunk.undeliveredBytes());
        pool.grown(chunk);
      }
      adopting = false;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  // The end.

  /** From now on whatever is open is delivered at once: the process may end at any time. */
  void flush() {
    lock.lock();
    try {
      flushing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing more is taken in; what is there can be taken out at once. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      pool.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all chunks away from a delivery thread that does not end, since it may hang for long:
   * what is in memory is dropped, and what is on disk is for the next run, which may have it before
   * that thread goes on. Whatever comes of a batch on its way has no effect any more.
   */
  void letGo() {
    lock.lock();
    try {
      seal();
      for (Chunk chunk : sealed) {
        if (store.isInMemory(chunk)) {
          counts.dropped(DropReason.SHUTDOWN, chunk.undelivered(), chunk.undeliveredBytes());
        }
      }
      sealed.clear();
      letGo = true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is pending, or a time is over; false where something still is. */
  boolean awaitEmpty(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (counts.pending() > 0 && left > 0) {
        left = empty.awaitNanos(left);
      }
      return counts.pending() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** How long ago the chunk was opened that holds the oldest entry. Needs the lock. */
  Duration oldestPendingAge() {
    Chunk oldest = sealed.isEmpty() ? open : sealed.peek();
    return oldest == null || oldest.undelivered() == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, clock.epochMillis() - oldest.openedMillis()));
  }
}
