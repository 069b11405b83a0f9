package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emp.logging.ConnectorJsonEncoder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonEntriesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String text(ByteBuffer json) {
    return StandardCharsets.UTF_8.decode(json).toString();
  }

  private static String line(PackedEntries.Packing record) {
    return text(JsonEntries.lines(PackedEntries.batch(PackedEntries.entry(record))));
  }

  private static String array(PackedEntries.Packing record) throws IOException {
    return text(JsonEntries.array(PackedEntries.batch(PackedEntries.entry(record))));
  }

  @Test
  void aLineIsThatOfTheJsonEncoderWithTheRunAndTheSequence() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0x2100; c++) {
      all.append((char) c);
    }
    all.append("\uD83D\uDE80 \uFFFF");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("all", all.toString());
    fields.put("numbers", List.of(0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0.1, 1e300, -0.0));
    fields.put("empty", Map.of("list", List.of(), "map", Map.of()));
    fields.put("truth", List.of(true, false));
    fields.put("key \"\n\u2028", "x");
    LoggingEvent event = PackedEntries.event("a \"message\"", fields);

    String expected = new String(new ConnectorJsonEncoder().encode(event), StandardCharsets.UTF_8);
    String line = text(JsonEntries.lines(PackedEntries.batch(PackedEntries.logged(event))));

    String own = ",\"run_id\":\"" + PackedEntries.RUN + "\",\"seq\":1";
    assertThat(line).contains(own);
    assertThat(line.replace(own, "")).isEqualTo(expected);
  }

  @Test
  void eachEntryIsALine() {
    String lines =
        text(
            JsonEntries.lines(
                PackedEntries.batch(
                    PackedEntries.logged("one\ntwo"), PackedEntries.logged("three"))));

    assertThat(lines).endsWith("\n");
    assertThat(lines.lines()).hasSize(2);
  }

  @Test
  void whatTheWriterNeverWritesIsJsonToo() throws IOException {
    BigInteger most = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    String line =
        line(
            packer -> {
              packer.packMapHeader(5);
              packer.packString("unsigned").packBigInteger(most);
              packer.packString("bytes").packBinaryHeader(2).writePayload(new byte[] {1, -1});
              packer.packString("nil").packNil();
              packer.packString("nan").packDouble(Double.NaN);
              packer.packString("list").packArrayHeader(3);
              packer.packDouble(Double.NEGATIVE_INFINITY).packArrayHeader(0).packMapHeader(0);
            });

    assertThat(line)
        .isEqualTo(
            "{\"unsigned\":18446744073709551615,\"bytes\":\"Af8=\",\"nil\":null,\"nan\":null,"
                + "\"list\":[null,[],{}]}\n");
    assertThat(JSON.readTree(line).get("unsigned").bigIntegerValue()).isEqualTo(most);
  }

  @Test
  void fromAnEntryThatCannotBeReadOnTheBytesAreKept() throws IOException {
    byte[] bad = PackedEntries.entry(packer -> packer.packMapHeader(1).packString("k").packInt(7));
    bad[bad.length - 1] = (byte) 0xC1;
    byte[] good = PackedEntries.logged("good");

    String lines = text(JsonEntries.lines(PackedEntries.batch(good, bad, good)));

    List<String> read = lines.lines().toList();
    assertThat(read).hasSize(2);
    assertThat(JSON.readTree(read.get(0)).get("message").textValue()).isEqualTo("good");
    byte[] kept =
        Base64.getDecoder()
            .decode(JSON.readTree(read.get(1)).get("unreadable_entries").textValue());
    assertThat(kept)
        .isEqualTo(ByteBuffer.allocate(bad.length + good.length).put(bad).put(good).array());
  }

  @Test
  void anEntryThatCannotBeReadIsNotSentAsJson() {
    Batch batch = PackedEntries.batch(PackedEntries.logged("good"), new byte[] {1});
    assertThatThrownBy(() -> JsonEntries.array(batch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void inAnArrayEachRecordBeginsWithItsTime() throws IOException {
    String json =
        text(
            JsonEntries.array(
                PackedEntries.batch(PackedEntries.logged("one"), PackedEntries.logged("two"))));

    JsonNode array = JSON.readTree(json);
    assertThat(array).hasSize(2);
    assertThat(json).startsWith("[{\"time\":1764035211.123456789,\"timestamp\":");
    for (JsonNode record : array) {
      assertThat(record.get("time").isNumber()).isTrue();
    }
    assertThat(array.get(1).get("message").textValue()).isEqualTo("two");
  }

  @Test
  void anEmptyRecordHasATime() throws IOException {
    assertThat(array(packer -> packer.packMapHeader(0)))
        .isEqualTo("[{\"time\":1764035211.123456789}]");
  }

  @Test
  void inAnArrayTheNameTimeIsReservedAndNoNameIsThereTwice() throws IOException {
    String json =
        array(
            packer -> {
              packer.packMapHeader(7);
              packer.packString("field_time").packInt(1);
              packer.packString("time").packInt(2);
              packer.packString("field_field_time").packInt(3);
              packer.packString("timer").packInt(4);
              packer.packString("uptime").packInt(5);
              packer.packString("field_uptime").packInt(6);
              packer.packString("map").packMapHeader(1).packString("time").packInt(7);
            });

    assertThat(json)
        .isEqualTo(
            "[{\"time\":1764035211.123456789,\"field_field_time\":1,\"field_time\":2,"
                + "\"field_field_field_time\":3,\"timer\":4,\"uptime\":5,\"field_uptime\":6,"
                + "\"map\":{\"time\":7}}]");
  }

  @Test
  void inALineTheNameTimeIsTheCallers() {
    assertThat(line(packer -> packer.packMapHeader(1).packString("time").packInt(1)))
        .isEqualTo("{\"time\":1}\n");
  }
}
