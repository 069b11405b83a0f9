package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in a batch is read as entries, or is said to be none, and is kept either way. */
class MessagePackReaderFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5s")
  void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
    Batch batch = new Batch("tag", "id", 1, ByteBuffer.wrap(bytes));
    boolean readable = isReadable(batch);
    int lines = 0;
    String json = StandardCharsets.UTF_8.decode(JsonEntries.lines(batch)).toString();
    try (MappingIterator<Map<String, Object>> parsed =
        JSON.readerForMapOf(Object.class).readValues(json)) {
      while (parsed.hasNext()) {
        boolean unreadable = parsed.next().containsKey("unreadable_entries");
        assertThat(unreadable && readable).isFalse();
        lines++;
      }
    }
    assertThat(lines > 0).isEqualTo(bytes.length > 0);
    checkArray(batch, readable, lines);
  }

  private static boolean isReadable(Batch batch) {
    MessagePackReader reader = new MessagePackReader(batch.packed());
    RecordTree tree = new RecordTree();
    try {
      while (reader.hasNext()) {
        reader.readEntry(tree);
      }
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("what lies in the buffer cannot be read");
      return false;
    }
  }

  private static void checkArray(Batch batch, boolean readable, int entries) throws IOException {
    String array;
    try {
      array = StandardCharsets.UTF_8.decode(JsonEntries.array(batch)).toString();
    } catch (IOException e) {
      assertThat(readable).isFalse();
      return;
    }
    assertThat(readable).isTrue();
    assertThat(JSON.readTree(array)).hasSize(entries);
  }

  @Test
  void entriesWithChangedBytesAreReadOrRefused() {
    Mutations.run(this::anyBytesAreReadOrRefused, seeds().toArray(byte[][]::new));
  }

  static Stream<byte[]> seeds() {
    byte[] one =
        PackedEntries.logged(
            PackedEntries.event(
                "message \uD83D\uDE80",
                Map.of("list", List.of(1, -2.5, "x", true), "map", Map.of("a", List.of()))));
    byte[] other =
        PackedEntries.entry(
            packer -> {
              packer.packMapHeader(3).packString("k").packBinaryHeader(3).writePayload(new byte[3]);
              packer.packString("time").packNil().packString("u").packLong(Long.MIN_VALUE);
            });
    byte[] two = ByteBuffer.allocate(one.length + other.length).put(other).put(one).array();
    return Stream.of(one, other, two);
  }
}
