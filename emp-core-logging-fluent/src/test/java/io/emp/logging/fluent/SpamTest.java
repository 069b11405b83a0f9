package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Troubles that last are told once. */
class SpamTest {

  private final StoreStatus status = new StoreStatus();
  private final ManualClock clock = new ManualClock();

  @Test
  void aDiskThatCannotBeForced() {
    MemoryChunkStore memory = new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
    ChunkStore store =
        new FailingChunkStore(memory::allocate) {
          @Override
          public void force() throws IOException {
            throw new IOException("no force");
          }
        };
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(8, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            clock);
    ChunkSupply supply =
        new ChunkSupply(buffer, store, status.report, Duration.ofSeconds(1), clock);
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofSeconds(1));
      supply.step();
    }

    assertThat(status.messages()).hasSize(1);
  }

  @Test
  void aFileThatCannotBeReadAndNotBeSetAside(@TempDir Path buffer) throws Exception {
    Path run = BufferFiles.deadRun(buffer, "one");
    Files.write(BufferFiles.chunks(run).get(0), new byte[] {1, 2, 3});
    Files.createFile(buffer.resolve(UnreadableFiles.NAME));
    MappedChunkStore store = BufferFiles.store(buffer, status);
    for (int i = 0; i < 5; i++) {
      assertThat(store.adopted()).isEmpty();
    }
    store.close();

    assertThat(status.messages()).hasSize(1);
  }
}
