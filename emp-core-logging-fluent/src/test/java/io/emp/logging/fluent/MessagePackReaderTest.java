package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessageBufferPacker;

class MessagePackReaderTest {

  private static final String TIME = "92 d700 00000001 00000002 ";

  private static List<Map<String, @Nullable Object>> records(byte[]... entries) throws IOException {
    return records(PackedEntries.batch(entries).packed());
  }

  private static List<Map<String, @Nullable Object>> records(ByteBuffer packed) throws IOException {
    List<Map<String, @Nullable Object>> records = new ArrayList<>();
    MessagePackReader reader = new MessagePackReader(packed);
    RecordTree tree = new RecordTree();
    while (reader.hasNext()) {
      reader.readEntry(tree);
      records.add(tree.record());
    }
    return records;
  }

  private static @Nullable Object value(PackedEntries.Packing packing) throws IOException {
    return records(
            PackedEntries.entry(
                packer -> {
                  packer.packMapHeader(1).packString("k");
                  packing.pack(packer);
                }))
        .get(0)
        .get("k");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void whatTheWriterWritesIsReadBack() throws IOException {
    Map<String, Object> fields =
        Map.of("list", List.of(1, "two", true), "map", Map.of("deep", Map.of("er", 1.5)));

    List<Map<String, @Nullable Object>> records =
        records(
            PackedEntries.logged(PackedEntries.event("one \u2028 \uD83D\uDE80", fields)),
            PackedEntries.logged("two"));

    assertThat(records).hasSize(2);
    assertThat(records.get(0))
        .containsEntry("message", "one \u2028 \uD83D\uDE80")
        .containsEntry("run_id", PackedEntries.RUN)
        .containsEntry("seq", 1L)
        .containsEntry("list", List.of(1L, "two", true))
        .containsEntry("map", Map.of("deep", Map.of("er", 1.5)));
    assertThat(records.get(1)).containsEntry("message", "two");
  }

  @Test
  void theTimeIsReadToTheNanosecondAndBeyond2038() throws IOException {
    long[] read = new long[2];
    JustTime visitor =
        new JustTime() {
          @Override
          public void time(long seconds, int nanos) {
            read[0] = seconds;
            read[1] = nanos;
          }
        };

    new MessagePackReader(ByteBuffer.wrap(PackedEntries.logged("x"))).readEntry(visitor);
    assertThat(read)
        .containsExactly(PackedEntries.TIME.getEpochSecond(), PackedEntries.TIME.getNano());

    new MessagePackReader(ByteBuffer.wrap(bytes("92 d700 fffffffd 3b9ac9ff 80")))
        .readEntry(visitor);
    assertThat(read).containsExactly(0xFFFF_FFFDL, 999_999_999);
  }

  @Test
  void integersOfAllSizesAreReadBack() throws IOException {
    for (int bits = 0; bits < 64; bits++) {
      for (long near = -1; near <= 1; near++) {
        long positive = (1L << bits) + near;
        for (long number : new long[] {positive, -positive}) {
          assertThat(value(packer -> packer.packLong(number))).isEqualTo(number);
        }
      }
    }
    BigInteger most = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    assertThat(value(packer -> packer.packBigInteger(most))).isEqualTo(most);
  }

  @Test
  void textsBytesArraysAndMapsOfAllLengthsAreReadBack() throws IOException {
    for (int length : new int[] {0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536}) {
      String text = "é".repeat(length / 2) + "x".repeat(length % 2);
      assertThat(value(packer -> packer.packString(text))).isEqualTo(text);
      byte[] binary = new byte[length];
      assertThat(value(packer -> packer.packBinaryHeader(length).writePayload(binary)))
          .isEqualTo(binary);
      assertThat(value(packer -> packArray(packer, length)))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .hasSize(length);
      assertThat(value(packer -> packMap(packer, length)))
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .hasSize(length);
    }
  }

  private static void packArray(MessageBufferPacker packer, int length) throws IOException {
    packer.packArrayHeader(length);
    for (int i = 0; i < length; i++) {
      packer.packNil();
    }
  }

  private static void packMap(MessageBufferPacker packer, int length) throws IOException {
    packer.packMapHeader(length);
    for (int i = 0; i < length; i++) {
      packer.packString("key" + i).packInt(i);
    }
  }

  @Test
  void otherValuesAreReadBack() throws IOException {
    assertThat(value(packer -> packer.packNil())).isNull();
    assertThat(value(packer -> packer.packBoolean(true))).isEqualTo(true);
    assertThat(value(packer -> packer.packBoolean(false))).isEqualTo(false);
    assertThat(value(packer -> packer.packDouble(-1e300))).isEqualTo(-1e300);
    assertThat(value(packer -> packer.packFloat(0.5f))).isEqualTo(0.5);
  }

  @Test
  void ofTwoValuesUnderOneKeyTheFirstIsKept() throws IOException {
    assertThat(records(bytes(TIME + "82 a161 01 a161 02")).get(0)).isEqualTo(Map.of("a", 1L));
  }

  @Test
  void theBatchCanBeReadAgain() throws IOException {
    ByteBuffer packed = PackedEntries.batch(PackedEntries.logged("one")).packed();
    packed.order(ByteOrder.LITTLE_ENDIAN);

    assertThat(records(packed)).isEqualTo(records(packed)).hasSize(1);
    assertThat(packed.position()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          80,                                     not an array of two
          93 d700 00000001 00000002 80,           not an array of two
          92 01 80,                               EventTime
          92 d701 00000001 00000002 80,           EventTime
          92 d700 00000001 3b9aca00 80,           1000000000 nanoseconds
          92 d700 00000001 00000002 90,           a record is not a map
          92 d700 00000001 00000002 a161,         a record is not a map
          92 d700 00000001 00000002 81 01 02,     a key is not a text
          92 d700 00000001 00000002 81 c40161 02, a key is not a text
          92 d700 00000001 00000002 81 a161 c1,   the type 0xC1
          92 d700 00000001 00000002 81 a161 d40000, the type 0xD4
          92 d700 00000001 00000002 81 a161 c7,   the type 0xC7
          92 d700 00000001 00000002 81 a161 dbffffffff61, a length of 4294967295 with 1 bytes left
          92 d700 00000001 00000002 81 a161 c680000000,   a length of 2147483648 with 0 bytes left
          92 d700 00000001 00000002 81 a161 ddffffffff,   a length of 4294967295
          92 d700 00000001 00000002 81 a161 dfffffffff,   a length of 4294967295
          92 d700 00000001 00000002 dfffffffff,   a length of 4294967295
          92 d700 00000001 00000002 81 dbffffffff, a length of 4294967295
          92 d700 00000001 00000002 81 a261,      a length of 2 with 1 bytes left
          92 d700 00000001,                       end within an entry
          """)
  void whatIsNoEntryIsRefusedWithTheReason(String hex, String reason) {
    assertThatThrownBy(() -> records(bytes(hex)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("what lies in the buffer cannot be read: ")
        .hasMessageContaining(reason);
  }

  @Test
  void anEntryThatIsCutAnywhereIsRefused() {
    byte[] entry =
        PackedEntries.logged(PackedEntries.event("x", Map.of("list", List.of(1, 2.5, "three"))));
    for (int length = 1; length < entry.length; length++) {
      byte[] cut = Arrays.copyOf(entry, length);
      assertThatThrownBy(() -> records(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void nestingIsBounded() throws IOException {
    int levels = MessagePackReader.MAX_DEPTH - 1; // The record itself is the first.
    assertThat(records(bytes(TIME + "81 a161" + "91".repeat(levels - 1) + "90"))).hasSize(1);
    for (String deeper : List.of("91", "81a161", "dc0001", "de0001a161")) {
      byte[] entry = bytes(TIME + "81 a161" + deeper.repeat(100_000) + "90");
      assertThatThrownBy(() -> records(entry))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than 32 levels of nesting");
    }
    assertThatThrownBy(() -> records(bytes(TIME + "81 a161" + "91".repeat(levels) + "90")))
        .isInstanceOf(IOException.class);
  }

  /** Takes what it is told. */
  private abstract static class JustTime implements MessagePackReader.Visitor {
    @Override
    public void openMap() {}

    @Override
    public void key(String key) {}

    @Override
    public void closeMap() {}

    @Override
    public void openArray() {}

    @Override
    public void closeArray() {}

    @Override
    public void text(String value) {}

    @Override
    public void binary(byte[] value) {}

    @Override
    public void integer(long value) {}

    @Override
    public void unsigned(long value) {}

    @Override
    public void number(double value) {}

    @Override
    public void bool(boolean value) {}

    @Override
    public void nil() {}
  }
}
