package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ChunkSupplyThreadTest {

  private final MemoryChunkStore store =
      new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
  private final StoreReport report = new StoreReport(TestBuffer.status());

  @Test
  void itRestsWhileTheDeliveryEndsThoughThePoolIsClosed() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    CountDownLatch spinning = new CountDownLatch(1_000);
    EngineClock counted =
        new EngineClock() {
          @Override
          public long nanoTime() {
            readings.incrementAndGet();
            spinning.countDown();
            return System.nanoTime();
          }

          @Override
          public long epochMillis() {
            return 0;
          }
        };
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(8, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            counted);
    ChunkSupplyThread thread =
        new ChunkSupplyThread(
            new ChunkSupply(buffer, store, report, null, counted), buffer.pool(), store, report);
    thread.start(Duration.ofSeconds(60));

    // As a stop does, before it waits for the delivery.
    buffer.queue().close();

    assertThat(spinning.await(500, TimeUnit.MILLISECONDS))
        .as("read the clock %d times", readings.get())
        .isFalse();
    thread.stop(Duration.ofSeconds(60));
  }
}
