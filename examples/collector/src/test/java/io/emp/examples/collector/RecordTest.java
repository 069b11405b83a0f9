package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.array;
import static io.emp.examples.collector.Frames.bin;
import static io.emp.examples.collector.Frames.bytes;
import static io.emp.examples.collector.Frames.map;
import static io.emp.examples.collector.Frames.number;
import static io.emp.examples.collector.Frames.raw;
import static io.emp.examples.collector.Frames.record;
import static io.emp.examples.collector.Frames.text;
import static io.emp.examples.collector.Frames.time;
import static io.emp.examples.collector.Frames.utf8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.emp.examples.collector.Frames.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordTest {

  @Test
  void timeKeepsItsNanoseconds() throws Exception {
    Instant time = Instant.parse("2026-11-24T14:39:52.000000001Z");

    assertThat(decode(time(time), record("m")).time()).isEqualTo(time);
  }

  @Test
  void timeOfTheLastSecondsOfThirtyTwoBitsIsNotNegative() throws Exception {
    Instant time = Instant.ofEpochSecond(0xFFFF_FFFDL, 999_999_999);

    assertThat(decode(time(time), record("m")).time()).isEqualTo(time);
  }

  @Test
  void timeMayBeEventTimeOfTheLongerHeader() throws Exception {
    Part time = raw(0xC7, 8, 0, 0, 0, 0, 5, 0, 0, 0, 7);

    assertThat(decode(time, record("m")).time()).isEqualTo(Instant.ofEpochSecond(5, 7));
  }

  @Test
  void timeMayBeAnIntegerOfSeconds() throws Exception {
    assertThat(decode(number(1_795_531_192), record("m")).time())
        .isEqualTo(Instant.ofEpochSecond(1_795_531_192));
  }

  @Test
  void fieldsKeepTheirOrder() throws Exception {
    Part record =
        map(text("z"), number(1), text("a"), number(2), text("m"), number(3), text("b"), number(4));

    assertThat(decode(time(Frames.TIME), record).fields())
        .containsExactly(entry("z", 1L), entry("a", 2L), entry("m", 3L), entry("b", 4L));
  }

  @Test
  void valuesAreOfTheTypesOfTheirEncoding() throws Exception {
    assertThat(value(number(-7))).isEqualTo(-7L);
    assertThat(value(number(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    assertThat(value(out -> out.packBigInteger(BigInteger.valueOf(Long.MAX_VALUE))))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(value(out -> out.packBigInteger(BigInteger.TWO.pow(63))))
        .isEqualTo(BigInteger.TWO.pow(63));
    assertThat(value(out -> out.packDouble(0.1))).isEqualTo(0.1);
    assertThat(value(out -> out.packFloat(0.5f))).isEqualTo(0.5);
    assertThat(value(out -> out.packBoolean(true))).isEqualTo(true);
    assertThat(value(text("Größe 😀"))).isEqualTo("Größe 😀");
    assertThat(value(bin(utf8("ö")))).isEqualTo("ö");
    assertThat(value(array(number(1), text("a")))).isEqualTo(List.of(1L, "a"));
    assertThat(value(map(text("k"), array()))).isEqualTo(Map.of("k", List.of()));
  }

  @Test
  void nilIsAFieldWithoutValue() throws Exception {
    Map<String, ?> fields = decode(time(Frames.TIME), map(text("k"), raw(0xC0))).fields();

    assertThat(fields).containsKey("k");
    assertThat(fields.get("k")).isNull();
  }

  @Test
  void sameKeyInTwoMapsIsNoDuplicate() throws Exception {
    Part nested = map(text("k"), map(text("k"), number(1)));

    assertThat(decode(time(Frames.TIME), nested).fields()).containsEntry("k", Map.of("k", 1L));
  }

  @Test
  void fieldsCannotBeChanged() throws Exception {
    Map<String, ?> fields = decode(time(Frames.TIME), record("m")).fields();

    assertThatThrownBy(fields::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  private static Object value(Part value) throws IOException {
    return requireNonNull(decode(time(Frames.TIME), map(text("k"), value)).fields().get("k"));
  }

  private static CollectedEvent decode(Part time, Part record) throws IOException {
    byte[] message = bytes(array(text("app"), time, record));
    return requireNonNull(new ForwardDecoder(new ByteArrayInputStream(message)).next())
        .events()
        .get(0);
  }
}
