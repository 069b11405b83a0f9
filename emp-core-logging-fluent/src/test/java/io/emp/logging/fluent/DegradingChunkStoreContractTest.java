package io.emp.logging.fluent;

import java.nio.file.Path;

/** The disk works all the time; what is when it does not is for others to test. */
class DegradingChunkStoreContractTest extends ChunkStoreContract {

  @Override
  ChunkStore create(Path directory) {
    StoreReport report = new StoreStatus().report;
    return new DegradingChunkStore(
        BufferFiles.store(directory, RunId.random(), CHUNK_BYTES, report),
        new MemoryChunkStore(CHUNK_BYTES),
        4,
        report,
        EngineClock.SYSTEM);
  }

  @Override
  boolean isDurable() {
    return true;
  }
}
