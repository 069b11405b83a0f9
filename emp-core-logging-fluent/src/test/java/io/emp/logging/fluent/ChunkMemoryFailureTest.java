package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody else has his hands in a chunk that is being delivered. */
class ChunkMemoryFailureTest {

  private static final int CHUNK_BYTES = (int) FluentConfiguration.MIN_CHUNK_BYTES;

  private final TestBuffer test = new TestBuffer(8);

  @Test
  void anIndexThatSomebodyElseWroteToDoesNotHoldUpWhatIsBehind() {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
    test.queue.adopt(List.of(chunk(bytes, 1)));
    test.append("behind");
    test.queue.flush();
    bytes.putLong(ChunkHeader.BYTES, bytes.getLong(ChunkHeader.BYTES) | 1L << 31);
    ScriptedSender sender = new ScriptedSender();
    Delivery delivery =
        new Delivery(
            test.buffer,
            sender,
            new DeliveryReport(
                TestBuffer.status(), sender::target, test.buffer::snapshot, test.clock),
            Entries.RUN,
            batch -> {},
            null,
            test.clock,
            () -> 0);
    for (int i = 0; i < 5; i++) {
      delivery.step();
    }

    assertThat(sender.messages()).contains("behind");
    DeliverySnapshot counts = test.buffer.snapshot();
    assertThat(counts.pending()).isZero();
    assertThat(counts.acked() + counts.droppedTotal()).isEqualTo(counts.accepted());
  }

  private static Chunk chunk(ByteBuffer bytes, int entries) {
    Chunk chunk = new Chunk(bytes);
    chunk.open(new RunId(7, 7), 1, "test.tag", 0);
    MessagePackWriter entry = new MessagePackWriter(Entries.RUN.hex());
    entry.write(Entries.event("m"));
    for (int i = 0; i < entries; i++) {
      chunk.append(entry.buffer(), entry.length());
    }
    return chunk;
  }
}
