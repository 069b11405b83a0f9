package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks in memory outside the heap, so that a full buffer does not weigh on the garbage collector.
 * What is in them ends with the process. Has no state: any thread may use it at any time.
 */
final class MemoryChunkStore implements ChunkStore {

  private final int chunkBytes;

  /**
   * A store; takes no memory yet.
   *
   * @param chunkBytes the size of a chunk, header and index included
   */
  MemoryChunkStore(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  @Override
  public List<Chunk> adopted(long mostBytes) {
    return List.of();
  }

  /** Asks for memory outside the heap, which {@code -XX:MaxDirectMemorySize} bounds. */
  @Override
  public Chunk allocate() throws IOException {
    try {
      return new Chunk(ByteBuffer.allocateDirect(chunkBytes));
    } catch (OutOfMemoryError e) {
      // Not fatal here: the host's heap may be well, and the buffer goes on with what it has.
      throw new IOException(
          "no memory outside the heap for a chunk of "
              + chunkBytes
              + " bytes ("
              + e.getMessage()
              + "); a larger -XX:MaxDirectMemorySize or a smaller buffer helps",
          e);
    }
  }

  /**
   * A chunk at once, for a caller: in the heap, since memory outside of it may take the JVM a
   * garbage collection. It is used once.
   */
  @Nullable Chunk allocateInHeap() {
    try {
      return new Chunk(ByteBuffer.allocate(chunkBytes));
    } catch (OutOfMemoryError e) {
      // Then the event is dropped and counted.
      return null;
    }
  }

  @Override
  public boolean isReusable(Chunk chunk) {
    return chunk.isOutsideHeap();
  }

  @Override
  public boolean isDurable(Chunk chunk) {
    return false;
  }

  @Override
  public boolean isInMemory(Chunk chunk) {
    return true;
  }

  /** Does nothing: the memory is given back with the garbage collection that finds it unused. */
  @Override
  public void release(Chunk chunk) {}

  @Override
  public void force() {}

  @Override
  public void close() {}
}
