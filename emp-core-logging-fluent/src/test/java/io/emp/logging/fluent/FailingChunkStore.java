package io.emp.logging.fluent;

import java.io.IOException;
import java.util.List;

/** A store that has nothing, and makes what a test says: mostly an exception. */
class FailingChunkStore implements ChunkStore {

  /** How a chunk comes about, or does not. */
  interface Allocation {
    Chunk allocate() throws IOException;
  }

  private final Allocation allocation;

  FailingChunkStore(Allocation allocation) {
    this.allocation = allocation;
  }

  @Override
  public List<Chunk> adopted(long mostBytes) {
    return List.of();
  }

  @Override
  public Chunk allocate() throws IOException {
    return allocation.allocate();
  }

  @Override
  public boolean isReusable(Chunk chunk) {
    return false;
  }

  @Override
  public boolean isDurable(Chunk chunk) {
    return false;
  }

  @Override
  public void release(Chunk chunk) {
    // It has none.
  }

  @Override
  public void force() throws IOException {
    // It has nothing.
  }

  @Override
  public void close() {
    // It has nothing.
  }
}
