package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EmergencyTest {

  @Test
  void callersDoNotAskAgainAndAgainForMemoryThatIsNotThere() {
    AtomicInteger asked = new AtomicInteger();
    ChunkStore memory =
        new ChunkStore() {
          @Override
          public List<Chunk> adopted() {
            return List.of();
          }

          @Override
          public Chunk allocate() throws IOException {
            asked.incrementAndGet();
            throw new IOException("no memory outside the heap");
          }

          @Override
          public boolean isReusable(Chunk chunk) {
            return true;
          }

          @Override
          public boolean isDurable(Chunk chunk) {
            return false;
          }

          @Override
          public void release(Chunk chunk) {}

          @Override
          public void force() {}

          @Override
          public void close() {}
        };
    DegradingChunkStore store =
        new DegradingChunkStore(memory, memory, 4, new StoreStatus().report, EngineClock.SYSTEM);
    for (int i = 0; i < 10; i++) {
      assertThat(store.allocateInMemory()).isNull();
    }

    assertThat(asked).hasValue(1);
  }
}
