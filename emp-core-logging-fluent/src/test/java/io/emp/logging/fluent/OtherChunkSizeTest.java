package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run left whose chunks were twice as large. */
class OtherChunkSizeTest {

  private static final int CHUNK_BYTES = (int) FluentConfiguration.MIN_CHUNK_BYTES;
  private static final int MAX_CHUNKS = 3;

  @Test
  void theBoundIsTheSameWhenItIsDelivered() {
    MemoryChunkStore store = new MemoryChunkStore(CHUNK_BYTES);
    ManualClock clock = new ManualClock();
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(MAX_CHUNKS, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            clock);
    ChunkPool pool = buffer.pool();
    Chunk old = new Chunk(ByteBuffer.allocate(2 * CHUNK_BYTES));
    old.open(new RunId(7, 7), 1, "test.tag", 0);
    MessagePackWriter entry = Entries.entry("old");
    old.append(entry.buffer(), entry.length());

    buffer.queue().adopt(List.of(old));
    if (pool.shortage() > 0) {
      pool.supply(new Chunk(ByteBuffer.allocate(CHUNK_BYTES)));
    }
    buffer.queue().abandon(old, DropReason.REFUSED);

    assertThat(pool.unused()).isEqualTo(pool.capacity());
  }
}
