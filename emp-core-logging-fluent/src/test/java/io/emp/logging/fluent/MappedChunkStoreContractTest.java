package io.emp.logging.fluent;

import java.nio.file.Path;

class MappedChunkStoreContractTest extends ChunkStoreContract {

  @Override
  ChunkStore create(Path directory) {
    return BufferFiles.store(directory, RunId.random(), CHUNK_BYTES, new StoreStatus().report);
  }

  @Override
  boolean isDurable() {
    return true;
  }
}
