package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class ChunkTest {

  private final Chunk chunk = new Chunk(ByteBuffer.allocate(4096), "a.tag");

  @Test
  void aSealedChunkIsAPackedForwardMessage() throws IOException {
    append("one");
    append("two");
    chunk.seal(1, 2);

    List<Value> message = Entries.decode(chunk.message()).asArrayValue().list();

    assertThat(message).hasSize(3);
    assertThat(message.get(0).asStringValue().asString()).isEqualTo("a.tag");
    assertThat(message.get(1).isStringValue()).isTrue();
    assertThat(Entries.messages(chunk)).containsExactly("one", "two");
    Map<Value, Value> option = message.get(2).asMapValue().map();
    assertThat(option.get(ValueFactory.newString("size")).asIntegerValue().toInt()).isEqualTo(2);
    // Fluent Bit closes the connection on an id that is not a text.
    assertThat(option.get(ValueFactory.newString("chunk")).isStringValue()).isTrue();
    assertThat(option.get(ValueFactory.newString("chunk")).asStringValue().asString())
        .isEqualTo(chunk.id());
  }

  @Test
  void itsIdIsTheBase64Of128Bits() {
    append("one");
    chunk.seal(0x0102030405060708L, 9);

    assertThat(Base64.getDecoder().decode(chunk.id()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 9);
  }

  @Test
  void whatFitsLeavesRoomToSeal() throws IOException {
    int appended = 0;
    MessagePackWriter entry = Entries.entry("x");
    while (chunk.fits(entry.length())) {
      chunk.append(entry.buffer(), entry.length(), 0);
      appended++;
    }
    chunk.seal(Long.MAX_VALUE, Long.MAX_VALUE);

    assertThat(Entries.entries(chunk)).hasSize(appended);
  }

  @Test
  void itCanBeReadTwiceAsWhenItIsSentAgain() throws IOException {
    append("one");
    chunk.seal(1, 1);

    assertThat(Entries.decode(chunk.message())).isEqualTo(Entries.decode(chunk.message()));
  }

  @Test
  void aReusedChunkHoldsNothingOfBefore() {
    append("before");
    chunk.seal(1, 1);

    chunk.reuse();
    append("after");
    chunk.seal(1, 2);

    assertThat(Entries.messages(chunk)).containsExactly("after");
  }

  @Test
  void theLargestChunkIsBelowWhatFluentBitCuts() {
    assertThat(Chunk.MAX_BYTES).isLessThan(1_024_000);
    assertThat(FluentSettings.MIN_CHUNK_BYTES)
        .isGreaterThan(
            io.emp.logging.FieldWriter.MAX_RECORD_BYTES + FluentSettings.MAX_TAG_BYTES + 128);
  }

  private void append(String message) {
    MessagePackWriter entry = Entries.entry(message);
    chunk.append(entry.buffer(), entry.length(), 0);
  }
}
