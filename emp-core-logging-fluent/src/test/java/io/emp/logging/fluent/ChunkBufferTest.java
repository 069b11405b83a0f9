package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChunkBufferTest {

  private static final Duration FLUSH = Duration.ofMillis(200);
  private static final String LARGE = "x".repeat(30_000);

  private final AtomicLong clock = new AtomicLong();

  @Test
  void aChunkIsGivenOnceItIsAsOldAsTheFlushInterval() throws Exception {
    ChunkBuffer buffer = buffer(2);
    buffer.append(Entries.entry("one"));
    clock.addAndGet(FLUSH.toNanos());

    assertThat(Entries.messages(take(buffer))).containsExactly("one");
  }

  @Test
  void aYoungerChunkGathersMore() throws Exception {
    ChunkBuffer buffer = buffer(2);
    buffer.append(Entries.entry("one"));
    clock.addAndGet(FLUSH.toNanos() - 1);
    CompletableFuture<Chunk> taken = CompletableFuture.supplyAsync(() -> take(buffer));
    buffer.append(Entries.entry("two"));
    buffer.close();

    assertThat(Entries.messages(taken.get(10, TimeUnit.SECONDS))).containsExactly("one", "two");
  }

  @Test
  void aFullChunkIsGivenAtOnceAndInOrder() {
    ChunkBuffer buffer = buffer(4);
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      messages.add(i + LARGE);
      buffer.append(Entries.entry(i + LARGE));
    }
    buffer.close();

    List<String> given = new ArrayList<>();
    List<Long> seqs = new ArrayList<>();
    for (Chunk chunk = takeOrNull(buffer); chunk != null; chunk = takeOrNull(buffer)) {
      given.addAll(Entries.messages(chunk));
      seqs.addAll(Entries.seqs(chunk));
      buffer.acked(chunk);
    }

    assertThat(given).isEqualTo(messages);
    assertThat(seqs).isEqualTo(range(1, 25));
    assertCounts(buffer, 25, 25, 0);
  }

  @Test
  void aFullBufferDropsTheNewestAndCountsAndKeepsTheRest() {
    ChunkBuffer buffer = buffer(2);
    int handed = 60;
    for (int i = 0; i < handed; i++) {
      buffer.append(Entries.entry(i + LARGE));
      assertInvariant(buffer);
    }
    buffer.close();
    List<Long> seqs = new ArrayList<>();
    for (Chunk chunk = takeOrNull(buffer); chunk != null; chunk = takeOrNull(buffer)) {
      seqs.addAll(Entries.seqs(chunk));
      buffer.acked(chunk);
      assertInvariant(buffer);
    }

    long dropped = Objects.requireNonNull(buffer.snapshot().dropped().get(DropReason.BUFFER_FULL));
    assertThat(dropped).isPositive();
    assertThat(seqs).isEqualTo(range(1, handed - dropped));
    assertCounts(buffer, handed, handed - dropped, dropped);
  }

  @Test
  void aDropLeavesAGapInSeq() {
    ChunkBuffer buffer = buffer(2);
    while (buffer.snapshot().droppedTotal() == 0) {
      buffer.append(Entries.entry(LARGE));
    }
    long lost = buffer.snapshot().accepted();
    Chunk first = take(buffer);
    buffer.acked(first);
    buffer.append(Entries.entry("after"));
    buffer.close();

    List<Long> seqs = new ArrayList<>();
    for (Chunk chunk = takeOrNull(buffer); chunk != null; chunk = takeOrNull(buffer)) {
      seqs.addAll(Entries.seqs(chunk));
      buffer.acked(chunk);
    }

    assertThat(seqs).doesNotContain(lost).contains(lost - 1, lost + 1);
  }

  @Test
  void eventsOfOneMicrosecondKeepTheirOrderByTime() {
    ChunkBuffer buffer = buffer(2);
    Instant tick = Instant.ofEpochSecond(1_700_000_000L, 5_000);
    buffer.append(Entries.entryAt(tick));
    buffer.append(Entries.entryAt(tick));
    buffer.append(Entries.entryAt(tick));
    buffer.append(Entries.entryAt(tick.minusMillis(1)));
    buffer.append(Entries.entryAt(tick.plusNanos(1_000)));
    buffer.close();

    long base = 1_700_000_000L * 1_000_000_000L + 5_000;
    assertThat(Entries.times(take(buffer)))
        .containsExactly(base, base + 1, base + 2, base - 1_000_000, base + 1_000);
  }

  @Test
  void noTwoChunksHaveTheSameId() {
    ChunkBuffer buffer = buffer(2);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      buffer.append(Entries.entry("m"));
      clock.addAndGet(FLUSH.toNanos());
      Chunk chunk = take(buffer);
      ids.add(chunk.id());
      buffer.acked(chunk);
    }

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void whatIsDiscardedIsCounted() {
    ChunkBuffer buffer = buffer(4);
    for (int i = 0; i < 25; i++) {
      buffer.append(Entries.entry(LARGE));
    }
    Chunk onItsWay = take(buffer);

    buffer.discard();
    buffer.acked(onItsWay);
    buffer.append(Entries.entry("late"));
    buffer.notEncoded();

    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.dropped())
        .containsEntry(DropReason.SHUTDOWN, 26L)
        .containsEntry(DropReason.NOT_ENCODED, 1L);
    assertThat(counts.pending()).isZero();
    assertInvariant(buffer);
  }

  @Test
  void manyThreadsGetAGaplessCountInTheOrderOfTheEntries() throws Exception {
    ChunkBuffer buffer = buffer(64);
    int threads = 4;
    int each = 2_000;
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                MessagePackWriter writer = new MessagePackWriter(Entries.RUN.hex());
                for (int i = 0; i < each; i++) {
                  writer.write(Entries.event("m" + i));
                  buffer.append(writer);
                }
              }));
    }
    CompletableFuture<List<Long>> reader =
        CompletableFuture.supplyAsync(
            () -> {
              List<Long> seqs = new ArrayList<>();
              for (Chunk chunk = takeOrNull(buffer); chunk != null; chunk = takeOrNull(buffer)) {
                seqs.addAll(Entries.seqs(chunk));
                buffer.acked(chunk);
                assertInvariant(buffer);
              }
              return seqs;
            });
    CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);
    buffer.close();

    assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(range(1, (long) threads * each));
  }

  private ChunkBuffer buffer(int chunks) {
    return new ChunkBuffer(Entries.RUN, Entries.settings(chunks, FLUSH), clock::get);
  }

  private static Chunk take(ChunkBuffer buffer) {
    return Objects.requireNonNull(takeOrNull(buffer), "no chunk");
  }

  private static @Nullable Chunk takeOrNull(ChunkBuffer buffer) {
    try {
      return buffer.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Long> range(long from, long to) {
    List<Long> range = new ArrayList<>();
    for (long i = from; i <= to; i++) {
      range.add(i);
    }
    return range;
  }

  private static void assertInvariant(ChunkBuffer buffer) {
    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.accepted())
        .isEqualTo(counts.acked() + counts.droppedTotal() + counts.pending());
  }

  private static void assertCounts(ChunkBuffer buffer, long accepted, long acked, long dropped) {
    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.accepted()).isEqualTo(accepted);
    assertThat(counts.acked()).isEqualTo(acked);
    assertThat(counts.droppedTotal()).isEqualTo(dropped);
    assertThat(counts.pending()).isZero();
  }
}
