package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Chunks in memory outside the heap. They end with the process. */
final class MemoryChunkStore implements ChunkStore {

  private final int chunkBytes;

  MemoryChunkStore(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  @Override
  public List<Chunk> adopted() {
    return List.of();
  }

  @Override
  public Chunk allocate() throws IOException {
    try {
      return new Chunk(ByteBuffer.allocateDirect(chunkBytes));
    } catch (OutOfMemoryError e) {
      throw new IOException(
          "there is no memory outside the heap for another chunk of "
              + chunkBytes
              + " bytes; raise -XX:MaxDirectMemorySize or lower bufferSize",
          e);
    }
  }

  @Override
  public boolean isReusable(Chunk chunk) {
    return true;
  }

  @Override
  public boolean isDurable(Chunk chunk) {
    return false;
  }

  @Override
  public void release(Chunk chunk) {
    // The garbage collector frees the memory of a buffer that nobody refers to.
  }

  @Override
  public void force() {
    // There is no disk.
  }

  @Override
  public void close() {
    // As in release.
  }
}
