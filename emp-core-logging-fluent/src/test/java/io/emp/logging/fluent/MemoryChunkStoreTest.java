package io.emp.logging.fluent;

import java.nio.file.Path;

class MemoryChunkStoreTest extends ChunkStoreContract {

  @Override
  ChunkStore create(Path directory) {
    return new MemoryChunkStore(CHUNK_BYTES);
  }

  @Override
  boolean isDurable() {
    return false;
  }
}
