package io.emp.logging.fluent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the callers and the delivery thread: entries are copied into the open chunk of
 * the {@link ChunkQueue}, which hands chunks to the delivery thread in the order of their entries;
 * free ones wait in the {@link ChunkPool}. The number of chunks is bounded, and so is the memory or
 * the disk they take.
 *
 * <p>Under the lock there is nothing but arithmetic and a copy of the entry's bytes: a caller waits
 * for another's copy at the most. The lock is not a monitor, so that a virtual thread that waits
 * for it frees its carrier. An entry's {@code seq} and the order of entries are decided together,
 * under the lock.
 */
final class ChunkBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final DeliveryCounts counts = new DeliveryCounts();
  private final EntryOrder order = new EntryOrder();

  private final RunId run;
  private final BufferSettings settings;
  private final ChunkPool pool;
  private final ChunkQueue queue;
  private final Emergency emergency;
  private final EngineClock clock;

  private long chunkNumber;

  /** Makes a chunk at once, where the pool's supply hangs; or says null. */
  interface Emergency {
    @Nullable Chunk allocate();
  }

  ChunkBuffer(
      RunId run,
      BufferSettings settings,
      ChunkStore store,
      Emergency emergency,
      EngineClock clock) {
    this.run = run;
    this.settings = settings;
    this.pool = new ChunkPool(lock, room, settings);
    this.queue = new ChunkQueue(lock, settings.flushInterval(), pool, store, counts, clock);
    this.emergency = emergency;
    this.clock = clock;
  }

  ChunkPool pool() {
    return pool;
  }

  ChunkQueue queue() {
    return queue;
  }

  /**
   * Takes an entry, or drops and counts it. Waits for room only where {@code blockTimeout} says so;
   * an interrupt neither ends the wait nor is lost.
   */
  void append(MessagePackWriter entry, Importance importance) {
    long before = 0;
    long seq = 0;
    lock.lock();
    try {
      before = counts.accepted();
      seq = order.last();
      Chunk chunk = chunkFor(entry.length(), importance);
      if (chunk == null) {
        order.skip();
        counts.turnedAway(queue.isClosed() ? DropReason.SHUTDOWN : DropReason.BUFFER_FULL);
      } else {
        put(entry, chunk);
      }
    } catch (RuntimeException | Error e) {
      failed(e, before, seq);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes an entry of the appender's own where there is room for it. Never waits: who makes room is
   * the delivery thread, which calls this.
   *
   * @return false where there is none, and nothing is counted
   */
  boolean offer(MessagePackWriter entry) {
    long before = 0;
    long seq = 0;
    lock.lock();
    try {
      before = counts.accepted();
      seq = order.last();
      Chunk chunk = chunkAtHand(entry.length(), Importance.REQUIRED);
      if (chunk == null) {
        return false;
      }
      put(entry, chunk);
    } catch (RuntimeException | Error e) {
      failed(e, before, seq);
    } finally {
      lock.unlock();
    }
    return true;
  }

  private void put(MessagePackWriter entry, Chunk chunk) {
    order.place(entry);
    boolean first = chunk.isEmpty();
    chunk.append(entry.buffer(), entry.length());
    counts.accepted(entry.length());
    if (first) {
      queue.begun();
    }
  }

  /**
   * There was no memory, or the stack was at its end, or the chunk's memory failed: an {@code
   * InternalError} is how the JVM tells of a fault in mapped memory, such as a file that somebody
   * cut short. The event is counted once, whatever was done with it.
   */
  private void failed(Throwable failure, long acceptedBefore, long seqBefore) {
    if (order.last() == seqBefore) {
      order.skip();
    }
    if (counts.accepted() == acceptedBefore) {
      counts.turnedAway(DropReason.BUFFER_FAILED);
    }
    if (failure instanceof InternalError) {
      queue.seal();
    }
  }

  /** Counts an event that did not become an entry. */
  void notEncoded() {
    lock.lock();
    try {
      order.skip();
      counts.turnedAway(DropReason.NOT_ENCODED);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Chunk chunkFor(int entryBytes, Importance importance) {
    Chunk chunk = chunkAtHand(entryBytes, importance);
    if (chunk != null) {
      return chunk;
    }
    boolean interrupted = false;
    long start = clock.nanoTime();
    while (chunk == null && !queue.isClosed()) {
      boolean admitted = admits(entryBytes, importance);
      long most = settings.blockTimeout().toNanos();
      if (admitted) {
        most = Math.max(most, pool.nanosToWait());
      }
      long left = most - (clock.nanoTime() - start);
      if (left <= 0) {
        chunk = admitted ? chunkOfEmergency() : null;
        break;
      }
      try {
        clock.await(room, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      chunk = chunkAtHand(entryBytes, importance);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return chunk;
  }

  private @Nullable Chunk chunkAtHand(int entryBytes, Importance importance) {
    if (queue.isClosed() || !admits(entryBytes, importance)) {
      return null;
    }
    Chunk chunk = queue.open();
    if (chunk != null && chunk.fits(entryBytes)) {
      return chunk;
    }
    Chunk next = pool.poll();
    return next == null ? null : opened(next);
  }

  private @Nullable Chunk chunkOfEmergency() {
    if (!pool.mayGrow()) {
      return null;
    }
    pool.hangs();
    Chunk chunk = emergency.allocate();
    if (chunk == null) {
      return null;
    }
    pool.grown(chunk);
    return opened(chunk);
  }

  private Chunk opened(Chunk chunk) {
    boolean usable = false;
    try {
      chunk.open(run, ++chunkNumber, settings.tag(), clock.epochMillis());
      queue.open(chunk);
      usable = true;
    } catch (InternalError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // There was no memory, and there may be again: the chunk is as good as before.
      chunk.free();
      pool.giveBack(chunk);
      usable = true;
      throw e;
    } finally {
      if (!usable) {
        pool.shrunk(chunk);
      }
    }
    return chunk;
  }

  private boolean admits(int entryBytes, Importance importance) {
    Chunk chunk = queue.open();
    long left = pool.unused() + (chunk == null ? 0 : chunk.room());
    return importance.mayLeave(left - entryBytes, pool.capacity());
  }

  // What does not go through the chunks: see RefusalNotice.

  /** Completes an entry and counts it as pending; whoever asks says what becomes of it. */
  void admitOutside(MessagePackWriter entry) {
    lock.lock();
    try {
      order.place(entry);
      counts.accepted(entry.length());
    } finally {
      lock.unlock();
    }
  }

  /** An entry of {@link #admitOutside} has arrived. */
  void ackedOutside(int bytes, String endpoint) {
    lock.lock();
    try {
      counts.acked(1, bytes, endpoint);
      queue.left();
    } finally {
      lock.unlock();
    }
  }

  /** An entry of {@link #admitOutside} is given up. */
  void droppedOutside(int bytes, DropReason reason) {
    lock.lock();
    try {
      counts.dropped(reason, 1, bytes);
      queue.left();
    } finally {
      lock.unlock();
    }
  }

  DeliverySnapshot snapshot() {
    lock.lock();
    try {
      return counts.snapshot(run, queue.oldestPendingAge(), pool.capacity());
    } finally {
      lock.unlock();
    }
  }
}
