package io.emp.logging.fluent;

import io.emp.logging.FieldWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * An event as one entry of a Forward message: {@code [EventTime, record]} in MessagePack. The
 * record ends the SDK's fields with {@code run_id} and {@code seq}; the latter and the time are
 * completed where entries are put in order.
 *
 * @see <a href="https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1">Forward
 *     protocol v1</a>
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack</a>
 */
final class MessagePackWriter extends FieldWriter {

  private static final int ARRAY_OF_TWO = 0x92;
  private static final int FIXEXT8 = 0xD7;
  private static final int EVENT_TIME = 0x00;
  private static final int MAP16 = 0xDE;
  private static final int ARRAY16 = 0xDC;
  private static final int UINT64 = 0xCF;
  private static final int FLOAT64 = 0xCB;

  /** Where the seconds stand in an entry: behind the array's header and that of the extension. */
  private static final int SECONDS_AT = 3;

  private static final int NANOS_AT = SECONDS_AT + Integer.BYTES;
  private static final long MAX_SECONDS = 0xFFFF_FFFDL; // The two above are reserved.
  private static final int CONTAINER_HEADER = 3;
  private static final int LONGEST_CHARACTER = 3; // Of UTF-8, for one char of Java.

  private final byte[] runId;
  private final Map<String, ?> known;
  private final byte[] runIdKey = keyBytes("run_id");
  private final byte[] seqKey = keyBytes("seq");
  private int seqAt;
  private long epochNanos;

  /**
   * A writer for one run.
   *
   * @param runId lower-case hex digits
   */
  MessagePackWriter(String runId) {
    this(runId, Map.of());
  }

  /**
   * A writer for events of the appender's own. Their fields under the SDK's names cannot come with
   * the event, where they would be a caller's.
   *
   * @param known the fields from {@code event_type} to {@code error_message}, in output order; each
   *     value is a {@code String} or a {@code Long}
   */
  MessagePackWriter(String runId, Map<String, ?> known) {
    this.runId = runId.getBytes(StandardCharsets.US_ASCII);
    this.known = known;
  }

  /** When the event happened, in nanoseconds since 1970. */
  long epochNanos() {
    return epochNanos;
  }

  /** Completes the entry by its place in the order of all. */
  void complete(long seq, long orderedNanos) {
    ByteBuffer entry = ByteBuffer.wrap(buffer());
    entry.putLong(seqAt, seq);
    entry.putInt(SECONDS_AT, (int) (orderedNanos / 1_000_000_000L));
    entry.putInt(NANOS_AT, (int) (orderedNanos % 1_000_000_000L));
  }

  @Override
  protected int beginRecord(Instant time) {
    // Second 0 means "now" to Fluentd.
    long seconds = Math.min(Math.max(time.getEpochSecond(), 1), MAX_SECONDS);
    epochNanos = seconds * 1_000_000_000L + time.getNano();
    int at = claim(SECONDS_AT + 2 * Integer.BYTES);
    byte[] out = buffer();
    out[at] = (byte) ARRAY_OF_TWO;
    out[at + 1] = (byte) FIXEXT8;
    out[at + 2] = EVENT_TIME;
    return openContainer();
  }

  @Override
  protected void carrierFields() {
    if (!known.isEmpty()) {
      known.forEach(this::knownField);
    }
    carrierField(runIdKey);
    plainText(runId, runId.length);
    carrierField(seqKey);
    put(UINT64);
    seqAt = claim(Long.BYTES);
  }

  private void knownField(String key, Object value) {
    carrierField(keyBytes(key));
    if (value instanceof Long number) {
      number(number);
    } else {
      text(value.toString(), MAX_STRING_BYTES);
    }
  }

  @Override
  protected int openContainer() {
    return claim(CONTAINER_HEADER);
  }

  @Override
  protected void closeMap(int start, int entries) {
    header16(start, MAP16, entries);
  }

  @Override
  protected void closeArray(int start, int elements) {
    header16(start, ARRAY16, elements);
  }

  private void header16(int at, int type, int count) {
    byte[] out = buffer();
    out[at] = (byte) type;
    out[at + 1] = (byte) (count >> 8);
    out[at + 2] = (byte) count;
  }

  @Override
  protected void element() {
    // Nothing stands between elements.
  }

  @Override
  protected void key(String key) {
    text(key, MAX_SHORT_STRING_BYTES);
  }

  @Override
  protected byte[] keyBytes(String key) {
    // Names are short: the header is one byte, 101xxxxx.
    byte[] bytes = (" " + key).getBytes(StandardCharsets.US_ASCII);
    bytes[0] = (byte) (0xA0 | key.length());
    return bytes;
  }

  @Override
  protected void number(long value) {
    if (value >= -32 && value <= 127) {
      put((int) value);
    } else if (value >= 0) {
      unsigned(value);
    } else {
      int size =
          value >= Byte.MIN_VALUE
              ? 1
              : value >= Short.MIN_VALUE ? 2 : value >= Integer.MIN_VALUE ? 4 : 8;
      sized(0xD0, size, value);
    }
  }

  private void unsigned(long value) {
    int size = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFF_FFFFL ? 4 : 8;
    sized(0xCC, size, value);
  }

  /** The types of integers follow one another: of 1, 2, 4 and 8 bytes. */
  private void sized(int typeOfOneByte, int size, long value) {
    int at = claim(1 + size);
    byte[] out = buffer();
    out[at] = (byte) (typeOfOneByte + Integer.numberOfTrailingZeros(size));
    for (int i = 1; i <= size; i++) {
      out[at + i] = (byte) (value >> 8 * (size - i));
    }
  }

  @Override
  protected void number(double value) {
    int at = claim(1 + Double.BYTES);
    byte[] out = buffer();
    out[at] = (byte) FLOAT64;
    long bits = Double.doubleToLongBits(value);
    for (int i = 1; i <= Double.BYTES; i++) {
      out[at + i] = (byte) (bits >> 8 * (Double.BYTES - i));
    }
  }

  @Override
  protected void bool(boolean value) {
    put(value ? 0xC3 : 0xC2);
  }

  @Override
  protected void plainText(byte[] text, int count) {
    int header = headerSize(count);
    int start = claim(header + count);
    System.arraycopy(text, 0, buffer(), start + header, count);
    textHeader(start, header, count);
  }

  @Override
  protected void text(String text, int maxBytes) {
    int chars = text.length();
    // Room for the header that all-ASCII text of this length has; other text may need a longer one.
    int header = headerSize(chars);
    int start =
        claim((int) Math.min((long) CONTAINER_HEADER + (long) LONGEST_CHARACTER * chars, maxBytes));
    byte[] out = buffer();
    int first = start + header;
    int end =
        encode(
            text,
            out,
            first,
            start + maxBytes - CONTAINER_HEADER - CUT_MARK_BYTES,
            start + maxBytes);
    int count = end - first;
    int needed = headerSize(count);
    if (needed != header) {
      System.arraycopy(out, first, out, start + needed, count);
    }
    textHeader(start, needed, count);
    truncate(start + needed + count);
  }

  @Override
  protected int beginText() {
    return claim(CONTAINER_HEADER);
  }

  @Override
  protected void textPart(String text, boolean plain) {
    if (plain) {
      putAscii(text);
      return;
    }
    int chars = text.length();
    int at = claim(LONGEST_CHARACTER * chars);
    truncate(encode(text, buffer(), at, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Override
  protected void textLine(int tabs, byte[] line, int count) {
    int at = claim(tabs + count + 1);
    byte[] out = buffer();
    for (int i = 0; i < tabs; i++) {
      out[at++] = '\t';
    }
    System.arraycopy(line, 0, out, at, count);
    out[at + count] = '\n';
  }

  @Override
  protected void endText(int start) {
    byte[] out = buffer();
    int first = start + CONTAINER_HEADER;
    int count = length() - first;
    int header = headerSize(count);
    if (header != CONTAINER_HEADER) {
      System.arraycopy(out, first, out, start + header, count);
      truncate(start + header + count);
    }
    textHeader(start, header, count);
  }

  /**
   * Encodes a text, or as much of it as leaves room for a mark.
   *
   * @param lastStart where a cut text's last character may begin
   * @param limit where a text that is not cut must end
   * @return where it ends
   */
  private static int encode(String text, byte[] out, int from, int lastStart, int limit) {
    int chars = text.length();
    int plain = asciiEnd(text, Math.min(chars, lastStart - 4 - from));
    // A loop of its own, with nothing else in it, is compiled to copies of many bytes.
    for (int i = 0; i < plain; i++) {
      out[from + i] = (byte) text.charAt(i);
    }
    int at = from + plain;
    for (int i = plain; i < chars; i++) {
      if (at > lastStart - 4
          && limit - at < (long) LONGEST_CHARACTER * (chars - i) + CONTAINER_HEADER) {
        byte[] mark = cutMark(chars);
        System.arraycopy(mark, 0, out, at, mark.length);
        return at + mark.length;
      }
      char c = text.charAt(i);
      if (c < 0x80) {
        out[at++] = (byte) c;
      } else {
        int end = utf8(text, i, out, at);
        if (end - at == 4) {
          i++; // A surrogate pair.
        }
        at = end;
      }
    }
    return at;
  }

  /** The index of the first character outside ASCII, or where to stop. */
  private static int asciiEnd(String text, int to) {
    int i = 0;
    for (; i < to - 3; i += 4) {
      int any = text.charAt(i) | text.charAt(i + 1) | text.charAt(i + 2) | text.charAt(i + 3);
      if (any >= 0x80) {
        break;
      }
    }
    while (i < to && text.charAt(i) < 0x80) {
      i++;
    }
    return i;
  }

  private static int headerSize(int bytes) {
    return bytes <= 31 ? 1 : bytes <= 0xFF ? 2 : 3;
  }

  private void textHeader(int at, int header, int bytes) {
    byte[] out = buffer();
    switch (header) {
      case 1 -> out[at] = (byte) (0xA0 | bytes);
      case 2 -> {
        out[at] = (byte) 0xD9;
        out[at + 1] = (byte) bytes;
      }
      default -> header16(at, 0xDA, bytes);
    }
  }
}
