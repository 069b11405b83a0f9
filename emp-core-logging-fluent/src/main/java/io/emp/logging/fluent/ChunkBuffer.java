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
 * The chunks between the callers and the delivery thread: one open, some sealed in the order of
 * their entries, some with the delivery thread, the others free, in the {@link ChunkPool}. Their
 * number is bounded, and so is the memory or the disk they take.
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
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Condition empty = lock.newCondition();
  private final Deque<Chunk> sealed = new ArrayDeque<>();
  private final Deque<Chunk> taken = new ArrayDeque<>();
  private final DeliveryCounts counts = new DeliveryCounts();
  private final EntryOrder order = new EntryOrder();

  private final RunId run;
  private final BufferSettings settings;
  private final ChunkStore store;
  private final ChunkPool pool;
  private final Emergency emergency;
  private final EngineClock clock;

  private @Nullable Chunk open;
  private long openedNanos;
  private long chunkNumber;
  private int inUse;
  private boolean adopting;
  private boolean flushing;
  private boolean closed;
  private @Nullable String endpoint;

  /** Makes a chunk at once, where the pool's supply hangs. */
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
    this.store = store;
    this.pool = new ChunkPool(lock, room, settings);
    this.emergency = emergency;
    this.clock = clock;
  }

  ChunkPool pool() {
    return pool;
  }

  // What callers do.

  /**
   * Takes an entry, or drops and counts it. Waits for room only where {@code blockTimeout} says so;
   * an interrupt neither ends the wait nor is lost.
   */
  void append(MessagePackWriter entry, Importance importance) {
    lock.lock();
    try {
      Chunk chunk = chunkFor(entry.length(), importance);
      if (chunk == null) {
        order.skip();
        counts.turnedAway(closed ? DropReason.SHUTDOWN : DropReason.BUFFER_FULL);
        return;
      }
      order.place(entry);
      boolean first = chunk.isEmpty();
      try {
        chunk.append(entry.buffer(), entry.length());
      } catch (InternalError e) {
        // How the JVM tells of a fault in mapped memory, such as a file that somebody cut short.
        counts.turnedAway(DropReason.BUFFER_FAILED);
        seal(chunk);
        return;
      }
      counts.accepted(entry.length());
      if (first) {
        work.signal();
      }
    } finally {
      lock.unlock();
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
    while (chunk == null && !closed) {
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
        room.awaitNanos(left);
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
    if (closed || !admits(entryBytes, importance)) {
      return null;
    }
    Chunk chunk = open;
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
    Chunk full = open;
    if (full != null) {
      seal(full);
    }
    chunk.open(run, ++chunkNumber, settings.tag(), clock.epochMillis());
    openedNanos = clock.nanoTime();
    open = chunk;
    inUse++;
    return chunk;
  }

  private boolean admits(int entryBytes, Importance importance) {
    Chunk chunk = open;
    long left = pool.unused(inUse) + (chunk == null ? 0 : chunk.room());
    return importance.mayLeave(left - entryBytes, pool.capacity());
  }

  private void seal(Chunk chunk) {
    sealed.add(chunk);
    open = null;
    work.signal();
  }

  // What the delivery thread does.

  /**
   * The chunks to deliver, in order: those that were taken before and are not delivered, and then
   * what is sealed. An open chunk is sealed for it when it is as old as the flush interval.
   *
   * @param most how many, at the most
   * @return none while there is nothing to deliver, or what earlier runs left is still looked for
   */
  List<Chunk> take(int most) {
    lock.lock();
    try {
      if (adopting) {
        return List.of();
      }
      Chunk chunk = open;
      if (sealed.isEmpty() && taken.isEmpty() && chunk != null && nanosToSeal(chunk) <= 0) {
        seal(chunk);
      }
      while (taken.size() < most && !sealed.isEmpty()) {
        taken.add(sealed.remove());
      }
      return taken.stream().limit(most).toList();
    } finally {
      lock.unlock();
    }
  }

  private long nanosToSeal(Chunk chunk) {
    if (chunk.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return closed || flushing
        ? 0
        : settings.flushInterval().toNanos() - (clock.nanoTime() - openedNanos);
  }

  /**
   * How long the delivery thread has nothing to do, unless something happens.
   *
   * @return nanoseconds; zero or less for not at all, {@link Long#MAX_VALUE} for ever
   */
  long nanosToWork() {
    lock.lock();
    try {
      if (adopting) {
        return Long.MAX_VALUE;
      }
      if (!taken.isEmpty() || !sealed.isEmpty()) {
        return 0;
      }
      Chunk chunk = open;
      return chunk == null ? Long.MAX_VALUE : nanosToSeal(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there may be work for the delivery thread. */
  void awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = nanosToWork();
      if (nanos > 0) {
        work.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** True once it is closed and nothing is left in it. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && nanosToWork() == Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  /** A batch of a chunk has arrived at a collector. */
  void acked(Chunk chunk, Batch batch, String by) {
    lock.lock();
    try {
      endpoint = by;
      counts.acked(batch.entries(), leave(chunk, batch));
    } finally {
      lock.unlock();
    }
    recycle(chunk);
  }

  /** A batch of a chunk is given up. */
  void dropped(Chunk chunk, Batch batch, DropReason reason) {
    lock.lock();
    try {
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

  /** A chunk with nothing left to deliver is made free, without the lock: that may be I/O. */
  private void recycle(Chunk chunk) {
    if (chunk.undelivered() > 0) {
      return;
    }
    boolean reusable = store.isReusable(chunk);
    if (reusable) {
      chunk.free();
    } else {
      store.release(chunk);
    }
    lock.lock();
    try {
      if (!taken.remove(chunk)) {
        sealed.remove(chunk);
      }
      inUse -= pool.units(chunk);
      if (reusable) {
        pool.giveBack(chunk);
      } else {
        pool.shrunk(chunk);
      }
      if (counts.pending() == 0) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** An attempt has failed; what it was to deliver stays taken. */
  void attemptFailed() {
    lock.lock();
    try {
      endpoint = null;
      counts.retried();
    } finally {
      lock.unlock();
    }
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
  void ackedOutside(int bytes) {
    lock.lock();
    try {
      counts.acked(1, bytes);
    } finally {
      lock.unlock();
    }
  }

  /** An entry of {@link #admitOutside} is given up. */
  void droppedOutside(int bytes, DropReason reason) {
    lock.lock();
    try {
      counts.dropped(reason, 1, bytes);
    } finally {
      lock.unlock();
    }
  }

  // Adoption.

  /** From now on nothing is delivered until {@link #adopt} has brought what is older. */
  void expectAdoption() {
    lock.lock();
    try {
      adopting = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes over what earlier runs left, the oldest first: it is delivered before all else. */
  void adopt(List<Chunk> chunks) {
    lock.lock();
    try {
      for (int i = chunks.size() - 1; i >= 0; i--) {
        Chunk chunk = chunks.get(i);
        sealed.addFirst(chunk);
        counts.adopted(chunk.undelivered(), chunk.undeliveredBytes());
        pool.grown(chunk);
        inUse += pool.units(chunk);
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
      room.signalAll();
      pool.close();
    } finally {
      lock.unlock();
    }
  }

  /** All chunks with something to deliver, in order, when nobody delivers any more. */
  List<Chunk> remaining() {
    lock.lock();
    try {
      Chunk chunk = open;
      if (chunk != null && !chunk.isEmpty()) {
        seal(chunk);
      }
      List<Chunk> remaining = new ArrayList<>(taken);
      remaining.addAll(sealed);
      return remaining;
    } finally {
      lock.unlock();
    }
  }

  long pending() {
    lock.lock();
    try {
      return counts.pending();
    } finally {
      lock.unlock();
    }
  }

  DeliverySnapshot snapshot() {
    lock.lock();
    try {
      return counts.snapshot(run, oldestPendingAge(), pool.capacity(), endpoint);
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

  private Duration oldestPendingAge() {
    Chunk oldest = taken.isEmpty() ? sealed.isEmpty() ? open : sealed.peek() : taken.peek();
    return oldest == null || oldest.undelivered() == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, clock.epochMillis() - oldest.openedMillis()));
  }
}
