package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkTest {

  private final ByteBuffer bytes = ByteBuffer.allocate(4_096);
  private final Chunk chunk = ChunkTexts.chunk(bytes, 1);

  @Test
  void whatIsAppendedIsGivenInOrderAsOneBatch() {
    ChunkTexts.append(chunk, "one", "two", "three");

    List<Batch> batches = chunk.batches(Integer.MAX_VALUE);

    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).tag()).isEqualTo(ChunkTexts.TAG);
    assertThat(batches.get(0).entries()).isEqualTo(3);
    assertThat(ChunkTexts.texts(batches.get(0))).containsExactly("one", "two", "three");
    assertThat(chunk.entries()).isEqualTo(3);
    assertThat(chunk.undelivered()).isEqualTo(3);
    assertThat(chunk.entryBytes()).isEqualTo(14);
    assertThat(chunk.undeliveredBytes()).isEqualTo(14);
  }

  @Test
  void anEmptyChunkHasNoBatch() {
    assertThat(chunk.isEmpty()).isTrue();
    assertThat(chunk.batches(1)).isEmpty();
  }

  @Test
  void noBatchIsLargerThanAsked() {
    ChunkTexts.append(chunk, "a", "b", "c", "d", "e");

    assertThat(chunk.batches(2).stream().map(ChunkTexts::texts))
        .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    assertThatThrownBy(() -> chunk.batches(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsDeliveredIsGivenNoMoreAndPartsWhatIsLeft() {
    ChunkTexts.append(chunk, "a", "b", "c", "d", "e");

    ChunkTexts.deliver(chunk, "c");

    assertThat(chunk.batches(10).stream().map(ChunkTexts::texts))
        .containsExactly(List.of("a", "b"), List.of("d", "e"));
    assertThat(chunk.undelivered()).isEqualTo(4);
    assertThat(chunk.undeliveredBytes()).isEqualTo(8);
    assertThat(chunk.entries()).isEqualTo(5);
  }

  @Test
  void entriesThatAreDeliveredTwiceCountOnce() {
    ChunkTexts.append(chunk, "a", "b", "c");
    Batch all = chunk.batches(10).get(0);
    Batch last = chunk.batches(1).get(2);

    chunk.delivered(last);
    chunk.delivered(all);
    chunk.delivered(all);

    assertThat(chunk.undelivered()).isZero();
    assertThat(chunk.undeliveredBytes()).isZero();
  }

  @Test
  void aBatchOfWhatWasAppendedLaterIsAnother() {
    ChunkTexts.append(chunk, "a");
    Batch before = chunk.batches(10).get(0);
    ChunkTexts.append(chunk, "b");

    chunk.delivered(before);

    assertThat(ChunkTexts.texts(chunk)).containsExactly("b");
  }

  @Test
  void aBatchOfAnotherChunkIsNotTaken() {
    ChunkTexts.append(chunk, "a");
    Chunk other = ChunkTexts.chunk(ByteBuffer.allocate(4_096), 2, "a");
    Batch foreign = other.batches(1).get(0);
    Batch own = chunk.batches(1).get(0);

    assertThatThrownBy(() -> chunk.delivered(foreign)).isInstanceOf(IllegalArgumentException.class);
    assertThat(chunk.undelivered()).isEqualTo(1);

    ChunkTexts.deliverAll(chunk);
    chunk.free();
    assertThatThrownBy(() -> chunk.delivered(own)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBatchCannotBeWrittenTo() {
    ChunkTexts.append(chunk, "a");

    assertThat(chunk.batches(1).get(0).packed().isReadOnly()).isTrue();
  }

  @Test
  void theSameEntriesHaveTheSameIdAndOthersAnother() {
    List<String> ids = new ArrayList<>();
    for (long number = 1; number <= 3; number++) {
      Chunk one = ChunkTexts.chunk(ByteBuffer.allocate(4_096), number, "a", "b", "c", "d", "e");
      for (int most = 1; most <= 4; most++) {
        List<String> given = ids(one.batches(most));
        assertThat(ids(one.batches(most))).isEqualTo(given);
        ids.addAll(given);
      }
    }
    // What is left over when cut by 2 and by 4 is the last entry, and so are the ones cut by 1.
    assertThat(ids.stream().distinct()).hasSize(3 * (5 + 2 + 2 + 1));
    Chunk otherRun = new Chunk(ByteBuffer.allocate(4_096));
    otherRun.open(new RunId(1, 2), 1, ChunkTexts.TAG, ChunkTexts.OPENED);
    ChunkTexts.append(otherRun, "a", "b", "c", "d", "e");
    assertThat(ids(otherRun.batches(2))).doesNotContainAnyElementsOf(ids);
  }

  @Test
  void anIdIsTheBase64Of128Bits() {
    ChunkTexts.append(chunk, "a", "b", "c");
    ChunkTexts.deliver(chunk, "a");

    assertThat(Base64.getDecoder().decode(chunk.batches(10).get(0).id()))
        .containsExactly(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0, 0, 1, 0, 1, 0, 2);
  }

  @Test
  void aChunkThatIsFreeHasNothingOfBefore() {
    ChunkTexts.append(chunk, "before", "and more");

    chunk.free();

    assertThat(chunk.isEmpty()).isTrue();
    assertThat(chunk.undelivered()).isZero();
    assertThat(chunk.entryBytes()).isZero();
    chunk.open(ChunkTexts.RUN, 2, "other", 5);
    ChunkTexts.append(chunk, "after");
    assertThat(ChunkTexts.texts(chunk)).containsExactly("after");
    assertThat(chunk.batches(1).get(0).tag()).isEqualTo("other");
    assertThat(chunk.number()).isEqualTo(2);
    assertThat(chunk.openedMillis()).isEqualTo(5);
  }

  @Test
  void itIsOpenedOnlyWhenItIsFreeAndAppendedToOnlyWhenItIsOpen() {
    assertThatThrownBy(() -> chunk.open(ChunkTexts.RUN, 2, "", 0))
        .isInstanceOf(IllegalStateException.class);

    chunk.free();

    assertThatThrownBy(() -> ChunkTexts.append(chunk, "a"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatFitsCanBeAppendedAndWhatDoesNotIsRefusedWhole() {
    int capacity = chunk.capacity();
    assertThat(chunk.room()).isEqualTo(capacity);
    assertThat(chunk.fits(capacity)).isTrue();
    assertThat(chunk.fits(capacity + 1)).isFalse();
    assertThat(chunk.fits(0)).isFalse();

    assertThatThrownBy(() -> chunk.append(new byte[capacity + 1], capacity + 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(chunk.isEmpty()).isTrue();

    chunk.append(new byte[capacity], capacity);
    assertThat(chunk.room()).isZero();
    assertThat(chunk.fits(1)).isFalse();
    assertThat(chunk.batches(1).get(0).packed().remaining()).isEqualTo(capacity);
  }

  @Test
  void manySmallEntriesFillTheIndexBeforeTheBytes() {
    int appended = 0;
    while (chunk.fits(1) && appended < chunk.capacity()) {
      chunk.append(new byte[] {'x'}, 1);
      appended++;
    }

    assertThat(chunk.entryBytes()).isEqualTo(appended).isLessThan(chunk.capacity());
    assertThat(chunk.batches(Integer.MAX_VALUE).get(0).entries()).isEqualTo(appended);
  }

  @Test
  void theLargestChunkIsBelowWhatFluentBitCutsAndItsEntriesHaveAnAddress() {
    Chunk largest = new Chunk(ByteBuffer.allocate((int) ChunkFile.MAX_BYTES));
    largest.open(ChunkTexts.RUN, ChunkHeader.MAX_NUMBER, "", 0);

    assertThat(largest.capacity()).isEqualTo(Chunk.MAX_BYTES - 1).isLessThan(1_024_000);
    int entries = 0;
    while (largest.fits(1) && entries <= ChunkHeader.MAX_SLOTS) {
      largest.append(new byte[] {'x'}, 1);
      entries++;
    }
    assertThat(entries).isLessThanOrEqualTo(ChunkHeader.MAX_SLOTS);
    largest.batches(1).forEach(largest::delivered);
    assertThat(largest.undelivered()).isZero();
  }

  @Test
  void aTagOfTheGreatestLengthIsKeptAndALongerOneRefused() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(4_096);
    Chunk one = new Chunk(buffer);
    String longest = "t".repeat(ChunkHeader.MAX_TAG_BYTES);
    assertThatThrownBy(() -> one.open(ChunkTexts.RUN, 1, longest + "t", 0))
        .isInstanceOf(IllegalArgumentException.class);

    one.open(ChunkTexts.RUN, 1, longest, 0);

    assertThat(ChunkHeader.read(buffer).tag()).isEqualTo(longest);
  }

  @Test
  void bytesThatAreTooFewForAChunkAreRefused() {
    assertThatThrownBy(() -> new Chunk(ByteBuffer.allocate(ChunkHeader.BYTES + 100)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> ids(List<Batch> batches) {
    return batches.stream().map(Batch::id).toList();
  }
}
