package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a text lies in a record: to the byte. */
class JsonWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One character of each size, whole and half surrogate pairs among them. */
  private static final String[] CHARACTERS = {
    "a", "\"", "\n", "\u0001", "é", "€", "\uD83D\uDE80", "\uD83D", "\uDE80", "\u007f"
  };

  private final JsonWriter reused = new JsonWriter();

  private byte[] written(String text, int maxBytes) {
    reused.truncate(0);
    reused.text(text, maxBytes);
    return Arrays.copyOf(reused.buffer(), reused.length());
  }

  private static String read(byte[] json) {
    try {
      return JSON.readValue(json, String.class);
    } catch (java.io.IOException e) {
      throw new AssertionError(new String(json, StandardCharsets.UTF_8), e);
    }
  }

  /** The bytes of a text, counted in another way than the writer's. */
  private static int size(String text) {
    int size = 2;
    for (int c : text.codePoints().toArray()) {
      boolean control = c < ' ' && "\n\r\t\b\f".indexOf(c) < 0 || c == 0x7F;
      size +=
          control
              ? 6
              : c < ' ' || c == '"' || c == '\\'
                  ? 2
                  : wellFormed(Character.toString(c)).getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }

  @Test
  void everyCharacterIsReadBackAsItWas() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x900 ? 1 : 0x2F) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    for (int from = 0; from < all.length(); from = all.offsetByCodePoints(from, 1)) {
      String text = all.substring(from, Math.min(all.length(), all.offsetByCodePoints(from, 1)));
      assertThat(read(written(text, 100))).isEqualTo(text);
    }
    assertThat(read(written(all.toString(), FieldWriter.MAX_STRING_BYTES * 4)))
        .isEqualTo(all.toString());
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() {
    assertThat(read(written("a\uD83D", 100))).isEqualTo("a\uFFFD");
    assertThat(read(written("\uDE80\uD83D\uDE80\uD83Da", 100)))
        .isEqualTo("\uFFFD\uD83D\uDE80\uFFFDa");
  }

  @Test
  void aTextIsCutIfAndOnlyIfItDoesNotFit() {
    for (String first : CHARACTERS) {
      for (String last : CHARACTERS) {
        for (int count = 0; count < 70; count++) {
          String text = first.repeat(count) + last.repeat(count % 7);
          int size = size(text);
          for (int maxBytes : new int[] {size - 7, size - 1, size, size + 1, size + 7}) {
            check(text, Math.max(60, maxBytes));
          }
        }
      }
    }
  }

  @Test
  void aTextOfAllSortsIsCutIfAndOnlyIfItDoesNotFit() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(200); k > 0; k--) {
        text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
      }
      try {
        check(text.toString(), 60 + random.nextInt(1000));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + i, e);
      }
    }
  }

  private void check(String text, int maxBytes) {
    byte[] written = written(text, maxBytes);
    String read = read(written);
    if (written.length > maxBytes) {
      throw new AssertionError(written.length + " bytes of at most " + maxBytes + ": " + text);
    }
    String whole = wellFormed(text);
    if (size(text) <= maxBytes) {
      assertThat(read).isEqualTo(whole);
      return;
    }
    String mark = CutMark.of(text.length());
    if (!read.endsWith(mark)
        || !whole.startsWith(read.substring(0, read.length() - mark.length()))) {
      throw new AssertionError("not cut as it should be: " + text + " to " + read);
    }
    // No more is lost than the room for the longest mark and one character.
    assertThat(written.length).isGreaterThan(maxBytes - (CutMark.BYTES + 7 - mark.length()) - 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 999_999_999, Integer.MAX_VALUE})
  void theMarkFitsTheRoomSetAsideForIt(int characters) {
    assertThat(CutMark.of(characters)).hasSizeLessThanOrEqualTo(CutMark.BYTES);
  }

  @Test
  void aTextFillsTheRecordToItsLastByteAndNotBeyond() {
    for (String character : CHARACTERS) {
      String text = character.repeat(500);
      int size = size(text);

      JsonWriter exact = filled(FieldWriter.MAX_RECORD_BYTES - size);
      exact.text(text, FieldWriter.MAX_STRING_BYTES);
      assertThat(exact.length()).isEqualTo(FieldWriter.MAX_RECORD_BYTES);

      JsonWriter oneShort = filled(FieldWriter.MAX_RECORD_BYTES - size + 1);
      assertThatThrownBy(() -> oneShort.text(text, FieldWriter.MAX_STRING_BYTES))
          .hasMessage("record is full");
    }
  }

  private static JsonWriter filled(int bytes) {
    JsonWriter writer = new JsonWriter();
    writer.claim(bytes);
    return writer;
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 9, 10, -10, 123456789012L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62})
  void anIntegerIsReadBackAsItWas(long value) throws JsonProcessingException {
    JsonWriter writer = new JsonWriter();
    writer.number(value);
    String json = new String(writer.buffer(), 0, writer.length(), StandardCharsets.US_ASCII);
    assertThat(json).isEqualTo(Long.toString(value));
    assertThat(JSON.readValue(json, Long.class)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 1, 50, 0.1, 1e300, -1e-300, Double.MIN_VALUE, Double.MAX_VALUE})
  void aDoubleIsReadBackAsItWasAndIsNoInteger(double value) throws JsonProcessingException {
    JsonWriter writer = new JsonWriter();
    writer.number(value);
    String json = new String(writer.buffer(), 0, writer.length(), StandardCharsets.US_ASCII);
    assertThat(JSON.readTree(json).isFloatingPointNumber()).isTrue();
    assertThat(JSON.readValue(json, Double.class)).isEqualTo(value);
  }
}
