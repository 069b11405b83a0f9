package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(90)
class ChunkBufferTest {

  private static final String LARGE = "x".repeat(30_000);

  @Test
  void aChunkIsGivenOnceItIsAsOldAsTheFlushInterval() {
    TestBuffer test = new TestBuffer(4);
    test.append("one");
    test.clock.advance(TestBuffer.FLUSH.minusNanos(1));
    test.append("two");
    assertThat(test.queue.next()).isNull();
    assertThat(test.queue.nanosToWork()).isEqualTo(1);

    test.clock.advanceNanos(1);

    assertThat(Entries.messages(test.deliverAll())).containsExactly("one", "two");
    assertThat(test.queue.nanosToWork()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFullChunkIsGivenAtOnceAndInOrder() {
    TestBuffer test = new TestBuffer(8);
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      messages.add(i + LARGE);
      test.append(i + LARGE);
    }
    assertThat(test.queue.nanosToWork()).isZero();
    List<Batch> delivered = test.deliverAll();
    test.queue.flush();
    delivered.addAll(test.deliverAll());

    assertThat(Entries.messages(delivered)).isEqualTo(messages);
    assertThat(Entries.seqs(delivered)).isEqualTo(range(1, 25));
    assertThat(test.buffer.snapshot().acked()).isEqualTo(25);
    assertInvariant(test.buffer);
  }

  @Test
  void aFullBufferDropsTheNewestAndCountsAndLeavesAGapInSeq() {
    TestBuffer test = new TestBuffer(2);
    int handed = 60;
    for (int i = 0; i < handed; i++) {
      test.append(i + LARGE);
      assertInvariant(test.buffer);
    }
    long dropped = dropped(test.buffer, DropReason.BUFFER_FULL);
    assertThat(dropped).isPositive();
    List<Batch> delivered = test.deliverAll();
    test.append("after");
    test.queue.flush();
    delivered.addAll(test.deliverAll());

    List<Long> expected = new ArrayList<>(range(1, handed - dropped));
    expected.add(handed + 1L);
    assertThat(Entries.seqs(delivered)).isEqualTo(expected);
    assertThat(test.buffer.snapshot().pending()).isZero();
    assertInvariant(test.buffer);
  }

  @ParameterizedTest
  @EnumSource(Importance.class)
  void aFillingBufferKeepsRoomForWhatIsMoreImportant(Importance importance) {
    TestBuffer test = new TestBuffer(50);
    while (test.buffer.snapshot().droppedTotal() == 0) {
      test.append(LARGE, importance);
    }
    double filled =
        (double) test.buffer.snapshot().pendingBytes() / test.buffer.snapshot().capacityBytes();
    for (Importance less : Importance.values()) {
      long before = test.buffer.snapshot().pending();
      test.append(LARGE, less);
      boolean taken = test.buffer.snapshot().pending() > before;
      assertThat(taken)
          .as("%s after %s", less, importance)
          .isEqualTo(less.compareTo(importance) > 0);
    }

    double expected =
        switch (importance) {
          case DEBUG -> 0.5;
          case INFO -> 0.8;
          case WARN -> 0.9;
          case REQUIRED -> 1.0;
        };
    // A large entry that does not fit leaves up to a tenth of each chunk empty.
    assertThat(filled).isBetween(expected - 0.11, expected);
  }

  @Test
  void aCallerWaitsForRoomAsLongAsItIsAllowedTo() {
    TestBuffer test = new TestBuffer(2, Duration.ofSeconds(3));
    while (test.buffer.snapshot().pendingBytes() < 600_000) {
      test.append(LARGE);
    }
    long before = test.clock.nanoTime();

    test.append(LARGE);

    assertThat(test.clock.nanoTime() - before).isEqualTo(Duration.ofSeconds(3).toNanos());
    assertThat(test.buffer.snapshot().droppedTotal()).isEqualTo(1);
  }

  @Test
  void aCallerNeverWaitsWhereTheBufferIsFull() {
    TestBuffer test = new TestBuffer(2);
    long before = test.clock.nanoTime();
    while (test.buffer.snapshot().droppedTotal() < 10) {
      test.append(LARGE);
    }

    assertThat(test.clock.nanoTime()).isEqualTo(before);
  }

  @Test
  void aSupplyThatHangsCostsOneWaitAndNoMore() {
    TestBuffer test = new TestBuffer(50);
    long before = test.clock.nanoTime();
    while (test.buffer.snapshot().droppedTotal() < 10) {
      test.buffer.append(Entries.entry(LARGE), Importance.REQUIRED);
    }

    assertThat(test.clock.nanoTime() - before).isEqualTo(ChunkPool.GRACE_IN_MEMORY.toNanos());
  }

  @Test
  void aSupplyThatHangsLosesNothingThatTheHeapHasRoomFor() {
    MemoryChunkStore store = new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
    ManualClock clock = new ManualClock();
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(50, TestBuffer.FLUSH, Duration.ZERO),
            store,
            store::allocateInHeap,
            clock);
    long before = clock.nanoTime();
    for (int i = 0; i < 200; i++) {
      buffer.append(Entries.entry(LARGE), Importance.REQUIRED);
    }

    assertThat(buffer.snapshot().pending()).isEqualTo(200);
    assertThat(clock.nanoTime() - before).isEqualTo(ChunkPool.GRACE_IN_MEMORY.toNanos());
    assertThat(buffer.pool().hasHung()).isTrue();
    assertThat(buffer.pool().hasHung()).isFalse();
    Chunk chunk = Objects.requireNonNull(buffer.queue().next());
    assertThat(store.isReusable(chunk)).isFalse();
  }

  @Test
  void eventsOfOneMicrosecondKeepTheirOrderByTime() {
    TestBuffer test = new TestBuffer(4);
    Instant tick = Instant.ofEpochSecond(1_700_000_000L, 5_000);
    for (Instant time : List.of(tick, tick, tick, tick.minusMillis(1), tick.plusNanos(1_000))) {
      test.buffer.append(Entries.entryAt(time), Importance.INFO);
    }
    test.queue.flush();

    long base = 1_700_000_000L * 1_000_000_000L + 5_000;
    assertThat(Entries.times(test.deliverAll()))
        .containsExactly(base, base + 1, base + 2, base - 1_000_000, base + 1_000);
  }

  @Test
  void noTwoBatchesHaveTheSameIdAndTheSameEntriesAlwaysHaveTheirs() {
    TestBuffer test = new TestBuffer(4);
    Set<String> ids = new HashSet<>();
    test.queue.flush();
    for (int i = 0; i < 50; i++) {
      test.append("one");
      test.append("two");
      Chunk chunk = Objects.requireNonNull(test.queue.next());
      String whole = chunk.batches(2).get(0).id();
      assertThat(chunk.batches(9).get(0).id()).isEqualTo(whole);
      assertThat(ids.add(whole)).isTrue();
      chunk.batches(1).forEach(batch -> assertThat(ids.add(batch.id())).isTrue());
      test.deliverAll();
    }
  }

  @Test
  void afterTheCloseNothingIsTakenAndAllIsCounted() {
    TestBuffer test = new TestBuffer(4);
    test.append("one");
    test.queue.close();
    test.append("late");
    test.buffer.notEncoded();

    assertThat(test.queue.isDone()).isFalse();
    assertThat(Entries.messages(test.deliverAll())).containsExactly("one");
    assertThat(test.queue.isDone()).isTrue();
    assertThat(dropped(test.buffer, DropReason.SHUTDOWN)).isEqualTo(1);
    assertThat(dropped(test.buffer, DropReason.NOT_ENCODED)).isEqualTo(1);
    assertInvariant(test.buffer);
  }

  @Test
  void aChunkThatIsPartlyDeliveredKeepsTheRestInOrder() {
    TestBuffer test = new TestBuffer(4);
    for (int i = 0; i < 6; i++) {
      test.append("m" + i);
    }
    test.queue.flush();
    Chunk chunk = Objects.requireNonNull(test.queue.next());
    test.queue.acked(chunk, chunk.batches(2).get(0), "test://");
    test.queue.dropped(chunk, chunk.batches(1).get(1), DropReason.REFUSED);
    assertInvariant(test.buffer);

    assertThat(Entries.messages(test.deliverAll())).containsExactly("m2", "m4", "m5");
    assertThat(test.buffer.snapshot().acked()).isEqualTo(5);
    assertThat(dropped(test.buffer, DropReason.REFUSED)).isEqualTo(1);
    assertInvariant(test.buffer);
  }

  @Test
  void whatEarlierRunsLeftGoesFirstAndNothingBeforeIt() {
    TestBuffer test = new TestBuffer(8);
    test.queue.expectAdoption();
    test.append("new");
    test.queue.flush();
    assertThat(test.queue.next()).isNull();
    Chunk old = chunkOfAnotherRun("old");

    test.queue.adopt(List.of(old));

    assertThat(Entries.messages(test.deliverAll())).containsExactly("old", "new");
    assertThat(test.buffer.snapshot().adopted()).isEqualTo(1);
    assertThat(test.buffer.snapshot().accepted()).isEqualTo(2);
    assertInvariant(test.buffer);
  }

  @Test
  void anAdoptionThatHangsIsNotWaitedForForEver() {
    TestBuffer test = new TestBuffer(8);
    test.queue.expectAdoption();
    test.append("new");
    test.queue.flush();
    test.clock.advanceNanos(test.queue.nanosToWork());

    assertThat(Entries.messages(test.deliverAll())).containsExactly("new");
  }

  @Test
  void chunksThatWereNotNeededForAWhileAreGivenBack() {
    TestBuffer test = new TestBuffer(50);
    for (int i = 0; i < 300; i++) {
      test.append(LARGE);
    }
    test.queue.flush();
    test.deliverAll();
    assertThat(test.buffer.pool().freeChunks()).isGreaterThan(20);
    for (int i = 0; i < 3; i++) {
      test.clock.advance(Duration.ofMinutes(1));
      test.supply.step();
    }

    assertThat(test.buffer.pool().freeChunks()).isEqualTo(ChunkPool.SPARES);
  }

  @Test
  void manyThreadsGetAGaplessCountInTheOrderOfTheEntries() throws Exception {
    MemoryChunkStore store = new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);
    ChunkBuffer buffer =
        new ChunkBuffer(
            Entries.RUN,
            Entries.bufferSettings(64, Duration.ofMillis(1), Duration.ofSeconds(60)),
            store,
            () -> null,
            EngineClock.SYSTEM);
    ChunkSupply supply =
        new ChunkSupply(
            buffer, store, new StoreReport(TestBuffer.status()), null, EngineClock.SYSTEM);
    supply.step();
    int threads = 4;
    int each = 2_000;
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      callers.add(
          Tasks.run(
              () -> {
                MessagePackWriter writer = new MessagePackWriter(Entries.RUN.hex());
                for (int i = 0; i < each; i++) {
                  writer.write(Entries.event("m" + i));
                  buffer.append(writer, Importance.INFO);
                }
              }));
    }
    CompletableFuture<List<Long>> reader =
        Tasks.supply(
            () -> {
              List<Long> seqs = new ArrayList<>();
              while (!buffer.queue().isDone()) {
                Chunk chunk = buffer.queue().next();
                if (chunk != null) {
                  Batch batch = chunk.nextBatch(Integer.MAX_VALUE);
                  seqs.addAll(Entries.seqs(List.of(batch)));
                  buffer.queue().acked(chunk, batch, "test://");
                  assertInvariant(buffer);
                }
                supply.step();
              }
              return seqs;
            });
    CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
    buffer.queue().close();

    assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(range(1, (long) threads * each));
  }

  private static Chunk chunkOfAnotherRun(String message) {
    Chunk chunk = new Chunk(ByteBuffer.allocate((int) FluentConfiguration.MIN_CHUNK_BYTES));
    chunk.open(new RunId(7, 7), 1, "test.tag", 0);
    MessagePackWriter entry = Entries.entry(message);
    chunk.append(entry.buffer(), entry.length());
    return chunk;
  }

  private static long dropped(ChunkBuffer buffer, DropReason reason) {
    return Objects.requireNonNull(buffer.snapshot().dropped().get(reason));
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static void assertInvariant(ChunkBuffer buffer) {
    DeliverySnapshot counts = buffer.snapshot();
    assertThat(counts.accepted())
        .isEqualTo(counts.acked() + counts.droppedTotal() + counts.pending());
  }
}
