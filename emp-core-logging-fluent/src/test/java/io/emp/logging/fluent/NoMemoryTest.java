package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log call that runs out of memory, or of stack, in the middle of things. */
class NoMemoryTest {

  private static final int MAX_CHUNKS = 8;

  private final ManualClock time = new ManualClock();
  private Error failure = new OutOfMemoryError("Java heap space");
  private boolean failing;
  private final MemoryChunkStore store =
      new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
  private final ChunkBuffer buffer;
  private final ChunkSupply supply;

  NoMemoryTest() {
    EngineClock clock =
        new EngineClock() {
          @Override
          public long nanoTime() {
            return time.nanoTime();
          }

          @Override
          public long epochMillis() {
            if (failing) {
              throw failure;
            }
            return time.epochMillis();
          }
        };
    buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(MAX_CHUNKS, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            clock);
    supply = new ChunkSupply(buffer, store, new StoreReport(TestBuffer.status()), null, clock);
    supply.step();
  }

  @Test
  void itIsCountedAndNeitherThrownNorCostsAChunk() {
    for (int i = 0; i < 10 * MAX_CHUNKS; i++) {
      failing = true;
      failure = i % 2 == 0 ? new OutOfMemoryError("Java heap space") : new StackOverflowError();
      assertThatNoException().isThrownBy(() -> append("gone"));
    }
    failing = false;
    append("one");
    supply.step();
    buffer.queue().flush();

    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.dropped()).containsEntry(DropReason.BUFFER_FAILED, 10L * MAX_CHUNKS);
    assertThat(counts.pending()).isEqualTo(1);
    assertThat(counts.accepted()).isEqualTo(10L * MAX_CHUNKS + 1);
    Chunk chunk = buffer.queue().next();
    assertThat(chunk).isNotNull();
    Batch batch = chunk.nextBatch(9);
    assertThat(Entries.messages(List.of(batch))).containsExactly("one");
    assertThat(Entries.seqs(List.of(batch))).containsExactly(10L * MAX_CHUNKS + 1);
  }

  private void append(String message) {
    buffer.append(Entries.entry(message), Importance.INFO);
  }
}
