package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chunks on disk, and in memory for as long as the disk fails: a full disk, or a directory that
 * somebody removed, must not stop the host from logging. The disk is tried again at intervals, and
 * memory chunks are given back when it works again. Both changes are told, once each.
 *
 * <p>Unlike other stores it is asked by several threads for chunks: see {@link #allocateInMemory}.
 */
final class DegradingChunkStore implements ChunkStore {

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final ChunkStore disk;
  private final ChunkStore memory;
  private final int maxInMemory;
  private final StoreReport report;
  private final EngineClock clock;
  private final Set<Chunk> inMemory =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private volatile boolean degraded;

  /**
   * There was none for a caller. To ask for it in vain takes the JVM half a second and a garbage
   * collection, so no other caller asks before something has changed.
   */
  private volatile boolean noMemory;

  private long retryAt;

  /**
   * A store over two.
   *
   * @param maxInMemory how many chunks there are in memory at the most
   */
  DegradingChunkStore(
      ChunkStore disk, ChunkStore memory, int maxInMemory, StoreReport report, EngineClock clock) {
    this.disk = disk;
    this.memory = memory;
    this.maxInMemory = maxInMemory;
    this.report = report;
    this.clock = clock;
  }

  @Override
  public List<Chunk> adopted(long mostBytes) {
    return disk.adopted(mostBytes);
  }

  @Override
  public void tend(Taker taker) {
    disk.tend(taker);
  }

  @Override
  public Chunk allocate() throws IOException {
    if (degraded && clock.nanoTime() - retryAt < 0) {
      return requireInMemory();
    }
    try {
      Chunk chunk = disk.allocate();
      if (degraded) {
        degraded = false;
        report.diskWorks();
      }
      return chunk;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Making a file takes memory outside the heap, which the host may have used up.
      if (!degraded) {
        degraded = true;
        report.diskFails(e);
      }
      retryAt = clock.nanoTime() + RETRY.toNanos();
      return requireInMemory();
    }
  }

  /** Callers may be served by free chunks for ever, and then nobody asks for another. */
  @Override
  public void probe() {
    if (!degraded || clock.nanoTime() - retryAt < 0) {
      return;
    }
    try {
      disk.release(disk.allocate());
      degraded = false;
      report.diskWorks();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      retryAt = clock.nanoTime() + RETRY.toNanos();
    }
  }

  private Chunk requireInMemory() throws IOException {
    if (inMemory.size() >= maxInMemory) {
      throw new IOException("all " + maxInMemory + " chunks that it may have in memory are in use");
    }
    Chunk chunk = memory.allocate();
    inMemory.add(chunk);
    noMemory = false;
    return chunk;
  }

  /** A chunk without the disk, for a caller that must not wait for one that hangs. */
  @Nullable Chunk allocateInMemory() {
    if (noMemory) {
      return null;
    }
    try {
      return requireInMemory();
    } catch (IOException e) {
      noMemory = true;
      return null;
    }
  }

  /** Whether nothing that waits would end with the process. */
  boolean isAllOnDisk() {
    return inMemory.isEmpty();
  }

  @Override
  public boolean isReusable(Chunk chunk) {
    return inMemory.contains(chunk) ? degraded : disk.isReusable(chunk);
  }

  @Override
  public boolean isDurable(Chunk chunk) {
    return !inMemory.contains(chunk) && disk.isDurable(chunk);
  }

  @Override
  public boolean isInMemory(Chunk chunk) {
    return inMemory.contains(chunk);
  }

  @Override
  public void release(Chunk chunk) {
    if (inMemory.remove(chunk)) {
      memory.release(chunk);
      noMemory = false;
    } else {
      disk.release(chunk);
    }
  }

  @Override
  public void force() throws IOException {
    disk.force();
  }

  @Override
  public void close() {
    disk.close();
    memory.close();
    inMemory.clear();
  }
}
