package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others left is taken over as far as there is room for it beside a run's own. */
@Timeout(60)
class AdoptionRoomTest {

  private static final int CHUNK_BYTES = (int) FluentConfiguration.MIN_CHUNK_BYTES;
  private static final int MAX_CHUNKS = 12;

  @TempDir Path temporary;
  private final ManualClock clock = new ManualClock();
  private final StoreStatus status = new StoreStatus();
  private final List<String> delivered = new ArrayList<>();
  private Path directory;
  private MappedChunkStore store;
  private ChunkBuffer buffer;
  private ChunkSupply supply;

  private void start() throws Exception {
    directory = temporary.toRealPath();
    store = BufferFiles.store(directory, Entries.RUN, CHUNK_BYTES, status.report);
    buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(MAX_CHUNKS, TestBuffer.FLUSH, Duration.ZERO),
            store,
            () -> null,
            clock);
    supply = new ChunkSupply(buffer, store, status.report, null, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> leave(int chunks) throws Exception {
    MappedChunkStore left =
        BufferFiles.store(directory, RunId.random(), CHUNK_BYTES, status.report);
    List<String> texts = IntStream.range(0, chunks).mapToObj(i -> "text " + i).toList();
    // The order in which files are used is not that of their names.
    List<Chunk> made = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      made.add(left.allocate());
    }
    for (int i = 0; i < chunks; i++) {
      Chunk chunk = made.get(chunks - 1 - i);
      chunk.open(ChunkTexts.RUN, i + 1, ChunkTexts.TAG, ChunkTexts.OPENED);
      ChunkTexts.append(chunk, texts.get(i));
    }
    left.close();
    return texts;
  }

  private long adopted() {
    return buffer.snapshot().adopted();
  }

  private void deliverAll() {
    for (Chunk next = buffer.queue().next(); next != null; next = buffer.queue().next()) {
      Batch batch = next.nextBatch(Integer.MAX_VALUE);
      delivered.addAll(ChunkTexts.texts(batch));
      buffer.queue().acked(next, batch, "test://");
    }
  }

  private void tick() {
    clock.advance(Duration.ofSeconds(30));
    supply.step();
  }

  @Test
  void aLaterAdoptionFillsHalfOfTheBufferAtTheMostAndGoesOnWhereItEnded() throws Exception {
    start();
    supply.adopt();
    supply.step();
    List<String> texts = leave(15);
    tick();
    long first = adopted();
    assertThat(first).isBetween(4L, MAX_CHUNKS / 2L);
    tick();
    assertThat(adopted()).as("nothing was delivered yet").isEqualTo(first);

    for (int i = 0; i < 10; i++) {
      deliverAll();
      tick();
      assertThat(buffer.snapshot().pending()).isLessThanOrEqualTo(MAX_CHUNKS / 2);
    }

    assertThat(delivered).isEqualTo(texts);
    assertThat(BufferFiles.runs(directory)).hasSize(1);
  }

  @Test
  void theFirstAdoptionTakesAll() throws Exception {
    start();
    List<String> texts = leave(15);
    supply.adopt();
    deliverAll();

    assertThat(delivered).isEqualTo(texts);
  }

  @Test
  void theEndsOfJobsAreToldAfterTheLastOfTheirRunsChunks() throws Exception {
    start();
    supply.adopt();
    supply.step();
    leave(8);
    Path dead =
        BufferFiles.runs(directory).stream()
            .filter(run -> Files.notExists(run.resolve("jobs")))
            .findFirst()
            .orElseThrow();
    Jobs.leave(dead, Jobs.left("job-1"));
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofSeconds(30));
      supply.step();
      buffer.queue().flush();
      for (Chunk next = buffer.queue().next(); next != null; next = buffer.queue().next()) {
        Batch batch = next.nextBatch(Integer.MAX_VALUE);
        ByteBuffer packed = batch.packed().duplicate();
        ends.add(packed.get(0) == 't' ? "text" : "end");
        buffer.queue().acked(next, batch, "test://");
      }
    }

    assertThat(ends)
        .containsExactly("text", "text", "text", "text", "text", "text", "text", "text", "end");
    assertThat(dead).doesNotExist();
  }
}
