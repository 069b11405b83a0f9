package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EmergencyTest {

  @Test
  void callersDoNotAskAgainAndAgainForMemoryThatIsNotThere() {
    AtomicInteger asked = new AtomicInteger();
    ChunkStore memory =
        new FailingChunkStore(
            () -> {
              asked.incrementAndGet();
              throw new IOException("no memory outside the heap");
            });
    DegradingChunkStore store =
        new DegradingChunkStore(memory, memory, 4, new StoreStatus().report, EngineClock.SYSTEM);
    for (int i = 0; i < 10; i++) {
      assertThat(store.allocateInMemory()).isNull();
    }

    assertThat(asked).hasValue(1);
  }
}
