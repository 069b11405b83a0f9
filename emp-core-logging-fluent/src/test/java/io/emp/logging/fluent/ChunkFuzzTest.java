package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in a file that should be a chunk: nothing wrong comes out of it. */
class ChunkFuzzTest {

  private static final List<String> MESSAGES = List.of("one", "two", "three", "four");

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5s")
  void anyBytesAreRecoveredOrRefused(byte[] bytes) {
    recovered(bytes);
  }

  /** Reads all there is to read. */
  private static List<Batch> recovered(byte[] bytes) {
    Chunk chunk;
    try {
      chunk = Chunk.recover(ByteBuffer.wrap(bytes)).chunk();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return List.of();
    }
    if (chunk == null) {
      return List.of();
    }
    List<Batch> batches = chunk.batches(1);
    assertThat(batches).hasSize(chunk.undelivered()).isNotEmpty();
    long size = 0;
    for (Batch batch : batches) {
      size += batch.packed().remaining();
      chunk.delivered(batch);
    }
    assertThat(size).isLessThan(Chunk.MAX_BYTES);
    assertThat(chunk.undelivered()).isZero();
    assertThat(chunk.batches(1)).isEmpty();
    return batches;
  }

  @Test
  void aChunkWithChangedBytesGivesEntriesAsTheyWereOrNone() {
    List<ByteBuffer> entries =
        MESSAGES.stream().map(PackedEntries::logged).map(ByteBuffer::wrap).toList();
    Mutations.run(
        bytes -> {
          for (Batch batch : recovered(bytes)) {
            assertThat(entries).contains(batch.packed());
          }
        },
        seeds().toArray(byte[][]::new));
  }

  static Stream<byte[]> seeds() {
    byte[] bytes = new byte[4096];
    Chunk chunk = new Chunk(ByteBuffer.wrap(bytes));
    chunk.open(new RunId(1, 2), 3, "a.tag", 4);
    for (String message : MESSAGES) {
      byte[] entry = PackedEntries.logged(message);
      chunk.append(entry, entry.length);
    }
    return Stream.of(bytes);
  }
}
