package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A store that throws what no store should. */
class SupplyFailureTest {

  private final StoreStatus status = new StoreStatus();
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger asked = new AtomicInteger();
  private final ChunkStore broken =
      new FailingChunkStore(
          () -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory");
          });

  @Test
  void noMemoryForAFileIsToldOnceAndTriedAgainAfterAWhile() {
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(8, TestBuffer.FLUSH, Duration.ZERO),
            broken,
            () -> null,
            clock);
    ChunkSupply supply = new ChunkSupply(buffer, broken, status.report, null, clock);

    for (int i = 0; i < 3; i++) {
      assertThatNoException().isThrownBy(supply::step);
    }
    assertThat(asked).hasValue(1);
    assertThat(supply.isWilling()).isFalse();
    assertThat(status.messages()).hasSize(1);
  }

  @Test
  void noMemoryForAFileDegradesToMemory() throws IOException {
    DegradingChunkStore store =
        new DegradingChunkStore(
            broken,
            new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES),
            2,
            status.report,
            clock);

    assertThat(store.isDurable(store.allocate())).isFalse();
    store.allocate();
    assertThat(asked).hasValue(1);
    assertThat(status.messages()).hasSize(1);
  }
}
