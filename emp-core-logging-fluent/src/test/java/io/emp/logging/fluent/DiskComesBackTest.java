package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails for a while under a worker that logs a little now and then. */
class DiskComesBackTest {

  private static final int CHUNK_BYTES = (int) FluentConfiguration.MIN_CHUNK_BYTES;

  @TempDir Path temporary;
  private final ManualClock clock = new ManualClock();
  private final StoreStatus status = new StoreStatus();
  private DegradingChunkStore store;
  private ChunkBuffer buffer;
  private ChunkSupply supply;

  private void start(Path directory) {
    MemoryChunkStore memory = new MemoryChunkStore(CHUNK_BYTES);
    store =
        new DegradingChunkStore(
            BufferFiles.store(directory, Entries.RUN, CHUNK_BYTES, status.report),
            memory,
            20,
            status.report,
            clock);
    buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(50, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            clock);
    supply = new ChunkSupply(buffer, store, status.report, null, clock);
    supply.adopt();
    supply.step();
    buffer.queue().flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void eventsAreDurableAgainSoonAfterTheDiskWorks() throws Exception {
    Path inTheWay = Files.createFile(temporary.resolve("buffer"));
    start(inTheWay);
    for (int i = 0; i < 5; i++) {
      assertThat(isNextDurable()).isFalse();
    }
    Files.delete(inTheWay);
    clock.advance(Duration.ofSeconds(10));
    supply.step();

    assertThat(isNextDurable()).isTrue();
    assertThat(status.messages()).anyMatch(text -> text.contains("can be used again"));
  }

  @Test
  void freeChunksOfADirectoryThatWasRemovedAreReplaced() throws Exception {
    Path directory = temporary.resolve("buffer");
    start(directory);
    assertThat(isNextDurable()).isTrue();
    BufferFiles.deleteTree(directory);
    clock.advance(Duration.ofSeconds(10));
    supply.step();

    assertThat(isNextDurable()).isTrue();
  }

  /** Logs an event, has it delivered, and tells whether it would have outlived the process. */
  private boolean isNextDurable() {
    buffer.append(Entries.entry("event"), Importance.INFO);
    supply.step();
    Chunk chunk = Objects.requireNonNull(buffer.queue().next());
    boolean durable = store.isDurable(chunk);
    buffer.queue().acked(chunk, chunk.nextBatch(9), "test://");
    supply.step();
    return durable;
  }
}
