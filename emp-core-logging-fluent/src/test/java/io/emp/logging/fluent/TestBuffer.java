package io.emp.logging.fluent;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A buffer in memory with its supply, which a test steps. */
final class TestBuffer {

  static final Duration FLUSH = Duration.ofMillis(200);

  final ManualClock clock = new ManualClock();
  final ChunkBuffer buffer;
  final ChunkQueue queue;
  final ChunkSupply supply;

  TestBuffer(int maxChunks) {
    this(maxChunks, Duration.ZERO);
  }

  TestBuffer(int maxChunks, Duration blockTimeout) {
    MemoryChunkStore store = new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
    buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(maxChunks, FLUSH, blockTimeout),
            store,
            () -> null,
            clock);
    queue = buffer.queue();
    supply = new ChunkSupply(buffer, store, new StoreReport(status()), null, clock);
    supply.step();
  }

  static ContextAwareBase status() {
    ContextAwareBase status = new ContextAwareBase();
    status.setContext(new ContextBase());
    return status;
  }

  void append(String message) {
    append(message, Importance.REQUIRED);
  }

  void append(String message, Importance importance) {
    buffer.append(Entries.entry(message), importance);
    supply.step();
  }

  /** Takes and acknowledges all that is sealed, or due. */
  List<Batch> deliverAll() {
    List<Batch> delivered = new ArrayList<>();
    for (Chunk next = queue.next(); next != null; next = queue.next()) {
      Batch batch = next.nextBatch(Integer.MAX_VALUE);
      delivered.add(Entries.copy(batch));
      queue.acked(next, batch, "test://");
    }
    return delivered;
  }
}
