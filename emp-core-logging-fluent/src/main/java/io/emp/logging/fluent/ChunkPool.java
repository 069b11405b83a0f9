package io.emp.logging.fluent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The free chunks, and how many chunks there are in all. New ones are made by {@link ChunkSupply},
 * on a thread of its own, since making one is I/O: it keeps {@value #SPARES} ready. Guarded by the
 * buffer's lock, which each method takes.
 */
final class ChunkPool {

  /** How many free chunks there should be, so that no caller has to wait for one. */
  static final int SPARES = 8;

  /**
   * The most that a caller waits for a chunk that is being made. It comes to that only where
   * callers fill chunks faster than they are made, or the thread that makes them gets no processor.
   */
  static final Duration GRACE_IN_MEMORY = Duration.ofMillis(20);

  /**
   * The same for a chunk on disk. It is longer, since what goes elsewhere does not outlive the
   * process; and not for ever, since the disk may hang.
   */
  static final Duration GRACE_ON_DISK = Duration.ofMillis(500);

  private final ReentrantLock lock;
  private final Condition shortage;
  private final Condition supplied;
  private final Deque<Chunk> free;
  private final int maxChunks;
  private final long graceNanos;

  /** In units of the configured size: a chunk of an earlier run may have been of another. */
  private int existing;

  private final long chunkBytes;
  private boolean hangs;
  private boolean hung;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param supplied signalled when there are free chunks again
   */
  ChunkPool(ReentrantLock lock, Condition supplied, BufferSettings settings) {
    this.lock = lock;
    this.supplied = supplied;
    this.shortage = lock.newCondition();
    this.maxChunks = settings.maxChunks();
    this.graceNanos = (settings.directory() == null ? GRACE_IN_MEMORY : GRACE_ON_DISK).toNanos();
    // Large enough for all: a deque that cannot grow, for want of memory, forgets what it has.
    this.free = new ArrayDeque<>(maxChunks + 1);
    this.chunkBytes = Chunk.capacityOf(settings.chunkBytes());
  }

  /** A free chunk for use; null where there is none now. */
  @Nullable Chunk poll() {
    lock.lock();
    try {
      Chunk chunk = free.poll();
      if (free.size() < SPARES) {
        shortage.signal();
      }
      return chunk;
    } finally {
      lock.unlock();
    }
  }

  /** How long it is worth while to wait for a chunk: not at all where none may be made. */
  long nanosToWait() {
    lock.lock();
    try {
      return mayGrow() && !hangs ? graceNanos : 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the bound allows for another chunk. */
  boolean mayGrow() {
    lock.lock();
    try {
      return existing < maxChunks;
    } finally {
      lock.unlock();
    }
  }

  /** The supply did not keep up for the whole grace: nobody waits until it moves again. */
  void hangs() {
    lock.lock();
    try {
      hangs = true;
      hung = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the supply has hung since this was last asked. */
  boolean hasHung() {
    lock.lock();
    try {
      boolean before = hung;
      hung = false;
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** A chunk was made, for use at once. */
  void grown(Chunk chunk) {
    lock.lock();
    try {
      existing += units(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** A chunk was made, and is free. */
  void supply(Chunk chunk) {
    lock.lock();
    try {
      grown(chunk);
      hangs = false;
      free.add(chunk);
      supplied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A chunk is free again. */
  void giveBack(Chunk chunk) {
    lock.lock();
    try {
      free.push(chunk);
      supplied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A chunk is no more. */
  void shrunk(Chunk chunk) {
    lock.lock();
    try {
      existing -= units(chunk);
      shortage.signal();
      supplied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int maxChunks() {
    return maxChunks;
  }

  /** How many of the configured chunks this one stands for. */
  int units(Chunk chunk) {
    return (int) Math.max(1, (chunk.capacity() + chunkBytes - 1) / chunkBytes);
  }

  /** How many bytes of entries all chunks can hold that there may be. */
  long capacity() {
    return maxChunks * chunkBytes;
  }

  /** How many bytes of entries the chunks can hold that are not in use, made or not. */
  long unused() {
    return (maxChunks - existing + free.size()) * chunkBytes;
  }

  /** How many bytes of entries the buffer can take until half of it is in use; may be negative. */
  long unusedOfHalf() {
    lock.lock();
    try {
      return unused() - capacity() / 2;
    } finally {
      lock.unlock();
    }
  }

  /** How many chunks should be made now. */
  int shortage() {
    lock.lock();
    try {
      return closed ? 0 : Math.max(0, Math.min(SPARES - free.size(), maxChunks - existing));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a chunk is wanted, or a time is over, or the pool is closed. */
  void awaitShortage(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (shortage() == 0 && !closed && left > 0) {
        left = shortage.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  List<Chunk> free() {
    lock.lock();
    try {
      return List.copyOf(free);
    } finally {
      lock.unlock();
    }
  }

  /** Takes away a free chunk, to be released; false where it is in use by now. */
  boolean take(Chunk chunk) {
    lock.lock();
    try {
      if (!free.remove(chunk)) {
        return false;
      }
      existing -= units(chunk);
      return true;
    } finally {
      lock.unlock();
    }
  }

  int freeChunks() {
    lock.lock();
    try {
      return free.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes away a free chunk beyond the spares, to be released; null where there is none. */
  @Nullable Chunk surplus() {
    lock.lock();
    try {
      if (free.size() <= SPARES) {
        return null;
      }
      Chunk chunk = free.removeLast();
      existing -= units(chunk);
      return chunk;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** No more chunks are wanted. */
  void close() {
    lock.lock();
    try {
      closed = true;
      shortage.signalAll();
      supplied.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
