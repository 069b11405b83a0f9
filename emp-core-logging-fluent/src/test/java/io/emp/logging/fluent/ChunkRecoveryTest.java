package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What is read from the bytes of a chunk whose process is no more. */
class ChunkRecoveryTest {

  private static final int BYTES = 2_560;
  private static final int STATE_AT = 508;

  private static final String[] TEXTS = {
    "first", "x".repeat(200), "third", "ä€𝄞", "y".repeat(77), "sixth", "seventh", "z".repeat(300)
  };

  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);
  private final Chunk chunk = ChunkTexts.chunk(bytes, 7, TEXTS);
  private final int entriesStart = BYTES - chunk.capacity();

  @Test
  void aWholeChunkIsRecoveredWithAllThatIsInIt() throws Exception {
    Chunk.Recovered recovered = Chunk.recover(copy(BYTES));

    Chunk found = Objects.requireNonNull(recovered.chunk());
    assertThat(recovered.damaged()).isZero();
    assertThat(ChunkTexts.texts(found)).containsExactly(TEXTS);
    assertThat(found.run()).isEqualTo(ChunkTexts.RUN);
    assertThat(found.number()).isEqualTo(7);
    assertThat(found.tag()).isEqualTo(ChunkTexts.TAG);
    assertThat(found.openedMillis()).isEqualTo(ChunkTexts.OPENED);
    assertThat(found.entries()).isEqualTo(TEXTS.length);
    assertThat(found.undelivered()).isEqualTo(TEXTS.length);
    assertThat(found.undeliveredBytes()).isEqualTo(chunk.undeliveredBytes());
    assertThat(found.entryBytes()).isEqualTo(chunk.entryBytes());
  }

  @Test
  void itsBatchesHaveTheIdsThatTheyHadBefore() throws Exception {
    ChunkTexts.deliver(chunk, "third");

    Chunk found = Objects.requireNonNull(Chunk.recover(copy(BYTES)).chunk());

    for (int most = 1; most <= TEXTS.length; most++) {
      assertThat(found.batches(most).stream().map(Batch::id))
          .containsExactlyElementsOf(chunk.batches(most).stream().map(Batch::id).toList());
    }
  }

  @Test
  void whatWasDeliveredIsNotGivenAgainAndWhatIsDeliveredAfterwardsStaysSo() throws Exception {
    ChunkTexts.deliver(chunk, "first");
    ByteBuffer left = copy(BYTES);
    Chunk second = Objects.requireNonNull(Chunk.recover(left).chunk());
    assertThat(ChunkTexts.texts(second)).containsExactly(without("first"));
    ChunkTexts.deliver(second, "sixth");

    Chunk third = Objects.requireNonNull(Chunk.recover(left).chunk());

    assertThat(ChunkTexts.texts(third)).containsExactly(without("first", "sixth"));
    ChunkTexts.deliverAll(third);
    assertThat(Chunk.recover(left)).isEqualTo(new Chunk.Recovered(null, 0));
  }

  @Test
  void aChunkThatIsFreeOrZeroOrEmptyHasNothing() throws Exception {
    Chunk.Recovered nothing = new Chunk.Recovered(null, 0);

    assertThat(Chunk.recover(ByteBuffer.allocate(0))).isEqualTo(nothing);
    assertThat(Chunk.recover(ByteBuffer.allocate(13))).isEqualTo(nothing);
    assertThat(Chunk.recover(ByteBuffer.allocate(BYTES))).isEqualTo(nothing);
    assertThat(Chunk.recover(ChunkRecoveryTest.opened())).isEqualTo(nothing);
    ChunkTexts.deliverAll(chunk);
    chunk.free();
    assertThat(Chunk.recover(copy(BYTES))).isEqualTo(nothing);
  }

  @Test
  void aProcessThatEndsWhileItOpensAChunkLeavesAFreeOne() throws Exception {
    for (int written = 0; written < STATE_AT; written++) {
      ByteBuffer left = ByteBuffer.allocate(BYTES);
      left.put(0, opened().array(), 0, written);

      // Bytes are stored in any order; a header that is written in part is at worst told.
      try {
        assertThat(Chunk.recover(left)).isEqualTo(new Chunk.Recovered(null, 0));
      } catch (IOException e) {
        assertThat(written).isLessThan(12);
      }
    }
  }

  @Test
  void ofAFileThatIsCutAnywhereEveryEntryBeforeTheCutIsThere() throws Exception {
    for (int length = 1; length < BYTES; length++) {
      ByteBuffer cut = copy(length);
      if (length < entriesStart) {
        assertThatThrownBy(() -> Chunk.recover(cut)).isInstanceOf(IOException.class);
        continue;
      }
      List<String> whole = wholeBefore(length);

      Chunk.Recovered recovered = Chunk.recover(cut);

      assertThat(texts(recovered)).as("cut after %d bytes", length).isEqualTo(whole);
      assertThat(recovered.damaged()).isEqualTo(TEXTS.length - whole.size());
    }
  }

  @Test
  void ofAFileWithAByteChangedNoWrongEntryIsTakenAndTheOthersStay() {
    List<String> all = List.of(TEXTS);
    for (int at = 0; at < BYTES; at++) {
      for (int mask : new int[] {0x01, 0x10, 0x80, 0xFF}) {
        ByteBuffer changed = changed(at, mask);
        String where = "byte " + at + " changed by " + mask;
        Chunk.Recovered recovered;
        try {
          recovered = Chunk.recover(changed);
        } catch (IOException e) {
          assertThat(at).as(where).isLessThan(ChunkHeader.BYTES);
          continue;
        }
        assertThat(at).as(where).isGreaterThanOrEqualTo(ChunkHeader.BYTES);
        List<String> texts = texts(recovered);
        List<String> lost = new ArrayList<>(all);
        lost.removeAll(texts);
        assertThat(all).as(where).containsSubsequence(texts);
        boolean inIndex = at < entriesStart;
        assertThat(lost.size()).as(where).isLessThanOrEqualTo(inIndex ? 2 : 1);
        boolean deliveredBit = inIndex && at % Long.BYTES == 4 && mask == 0x80;
        if (!deliveredBit) {
          assertThat(recovered.damaged()).as(where).isGreaterThanOrEqualTo(lost.size());
        }
      }
    }
  }

  @Test
  void aDamagedEntryCostsNothingButItself() throws Exception {
    int start = 0;
    for (String text : TEXTS) {
      Chunk.Recovered recovered = Chunk.recover(changed(entriesStart + start, 0x20));

      assertThat(texts(recovered)).containsExactly(without(text));
      assertThat(recovered.damaged()).isEqualTo(1);
      start += length(text);
    }
  }

  @Test
  void aSlotThatIsGoneCostsItsEntryAndTheOneWhoseStartItTold() throws Exception {
    ByteBuffer left = copy(BYTES);
    left.putLong(ChunkHeader.BYTES + 2 * Long.BYTES, 0);

    Chunk.Recovered recovered = Chunk.recover(left);

    assertThat(texts(recovered)).containsExactly(without(TEXTS[2], TEXTS[3]));
    assertThat(recovered.damaged()).isEqualTo(2);
  }

  @Test
  void aDamagedEntryThatWasDeliveredIsNoLoss() throws Exception {
    ChunkTexts.deliver(chunk, "first");

    Chunk.Recovered recovered = Chunk.recover(changed(entriesStart, 0x20));

    assertThat(texts(recovered)).containsExactly(without("first"));
    assertThat(recovered.damaged()).isZero();
  }

  @Test
  void whatIsDamagedIsNeitherSentNorMarked() throws Exception {
    Chunk found = Objects.requireNonNull(Chunk.recover(changed(entriesStart, 0x20)).chunk());

    ChunkTexts.deliverAll(found);

    assertThat(found.undelivered()).isZero();
    assertThat(found.undeliveredBytes()).isZero();
    assertThat(found.batches(1)).isEmpty();
  }

  @Test
  void slotsOfAnEarlierUseOfTheFileAreNotTakenForThoseOfThisOne() {
    ByteBuffer left = copy(BYTES);
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    ChunkTexts.chunk(header, 8);
    left.put(0, header.array(), 0, ChunkHeader.BYTES);

    assertThat(recover(left)).isEqualTo(new Chunk.Recovered(null, TEXTS.length));
  }

  @Test
  void aFormatOfALaterReleaseIsToldByItsVersion() {
    ByteBuffer later = copy(BYTES);
    later.putInt(8, 2);
    seal(later);

    assertThatThrownBy(() -> Chunk.recover(later))
        .isInstanceOf(IOException.class)
        .hasMessage("its format has version 2, and this release reads version 1");
  }

  @Test
  void aWrongCheckSumOfTheHeaderIsTold() {
    assertThatThrownBy(() -> Chunk.recover(changed(ChunkHeader.CRC_AT, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("header is damaged");
  }

  @Test
  void whatIsNoChunkIsTold() {
    ByteBuffer other = ByteBuffer.allocate(BYTES);
    Arrays.fill(other.array(), (byte) 'a');

    assertThatThrownBy(() -> Chunk.recover(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not begin as a chunk does");
  }

  @Test
  void aHeaderThatSaysWhatCannotBeIsToldThoughItsCheckSumIsRight() {
    int[][] fields = {
      {12, 4},
      {16, 0},
      {16, -1},
      {16, ChunkHeader.MAX_SLOTS + 1},
      {20, 0},
      {20, -1},
      {20, Chunk.MAX_BYTES},
      {40, -1},
      {40, 1},
      {56, -1},
      {56, ChunkHeader.MAX_TAG_BYTES + 1}
    };
    for (int[] field : fields) {
      ByteBuffer wrong = copy(BYTES);
      wrong.putInt(field[0], field[1]);
      seal(wrong);

      assertThatThrownBy(() -> Chunk.recover(wrong))
          .as("offset %d is %d", field[0], field[1])
          .isInstanceOf(IOException.class);
    }
  }

  private static ByteBuffer opened() {
    ByteBuffer opened = ByteBuffer.allocate(BYTES);
    ChunkTexts.chunk(opened, 1);
    return opened;
  }

  /** Gives a header the check sum that it would have been written with. */
  private static void seal(ByteBuffer chunk) {
    CRC32C crc = new CRC32C();
    crc.update(chunk.slice(0, ChunkHeader.CRC_AT));
    chunk.putInt(ChunkHeader.CRC_AT, (int) crc.getValue());
  }

  private ByteBuffer copy(int length) {
    return ByteBuffer.wrap(Arrays.copyOf(bytes.array(), length));
  }

  private ByteBuffer changed(int at, int mask) {
    ByteBuffer copy = copy(BYTES);
    copy.put(at, (byte) (copy.get(at) ^ mask));
    return copy;
  }

  private static Chunk.Recovered recover(ByteBuffer bytes) {
    try {
      return Chunk.recover(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> texts(Chunk.Recovered recovered) {
    Chunk chunk = recovered.chunk();
    return chunk == null ? List.of() : ChunkTexts.texts(chunk);
  }

  private List<String> wholeBefore(int length) {
    List<String> whole = new ArrayList<>();
    int end = entriesStart;
    for (String text : TEXTS) {
      end += length(text);
      if (end <= length) {
        whole.add(text);
      }
    }
    return whole;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private static String[] without(String... texts) {
    return Arrays.stream(TEXTS)
        .filter(text -> !List.of(texts).contains(text))
        .toArray(String[]::new);
  }
}
