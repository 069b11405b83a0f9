package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the entries of a batch: {@code [EventTime, record]} in MessagePack, one behind the other,
 * as {@link MessagePackWriter} writes them. What lies in a file that another process left may be
 * anything, so no length in it is believed: nothing is read beyond the end, no memory is taken
 * before the bytes for it are seen, and nesting is bounded.
 *
 * <p>Not thread-safe.
 */
final class MessagePackReader {

  /**
   * Told what is read, in its order. A map is {@code openMap}, then for each entry {@code key} and
   * a value, then {@code closeMap}; an array likewise without keys. A record is a map.
   */
  interface Visitor {

    /**
     * An entry begins; its record follows.
     *
     * @param seconds since 1970, unsigned 32 bits
     * @param nanos 0 to 999,999,999
     */
    void time(long seconds, int nanos);

    void openMap();

    void key(String key);

    void closeMap();

    void openArray();

    void closeArray();

    /** Malformed UTF-8 is U+FFFD. */
    void text(String value);

    void binary(byte[] value);

    void integer(long value);

    /** An integer above {@link Long#MAX_VALUE}, to be read as unsigned. */
    void unsigned(long value);

    /** May be NaN or infinite. */
    void number(double value);

    void bool(boolean value);

    void nil();
  }

  /** The writer's records have at most ten levels. */
  static final int MAX_DEPTH = 32;

  private static final int ARRAY_OF_TWO = 0x92;
  private static final int FIXEXT8 = 0xD7;
  private static final int EVENT_TIME = 0;
  private static final int MAX_NANOS = 999_999_999;

  private final ByteBuffer in;

  /**
   * A reader of all entries of a batch.
   *
   * @param packed left as it is
   */
  MessagePackReader(ByteBuffer packed) {
    in = packed.slice(); // Big-endian, whatever the order of the original.
  }

  boolean hasNext() {
    return in.hasRemaining();
  }

  /** Where the next entry begins, from where the first one does. */
  int position() {
    return in.position();
  }

  /**
   * Reads the next entry.
   *
   * @throws IOException where it is none; the visitor may have been told of a part, and no further
   *     entry can be read
   */
  void readEntry(Visitor visitor) throws IOException {
    int start = in.position();
    if (u8() != ARRAY_OF_TWO) {
      throw malformed(start, "an entry is not an array of two");
    }
    if (u8() != FIXEXT8 || u8() != EVENT_TIME) {
      throw malformed(start, "an entry does not begin with an EventTime");
    }
    long seconds = u32();
    long nanos = u32();
    if (nanos > MAX_NANOS) {
      throw malformed(start, "an EventTime has " + nanos + " nanoseconds");
    }
    int at = in.position();
    int type = u8();
    int entries = mapSize(type);
    if (entries < 0) {
      throw malformed(at, "a record is not a map");
    }
    visitor.time(seconds, (int) nanos);
    map(entries, visitor, 1);
  }

  /** -1 where the type is no map. */
  private int mapSize(int type) throws IOException {
    if ((type & 0xF0) == 0x80) {
      return type & 0x0F;
    }
    return switch (type) {
      case 0xDE -> u16();
      case 0xDF -> count(u32());
      default -> -1;
    };
  }

  /** Each counted thing takes a byte or more, so there are never more than bytes. */
  private int count(long claimed) throws IOException {
    if (claimed > in.remaining()) {
      throw malformed(
          in.position(), "a length of " + claimed + " with " + in.remaining() + " bytes left");
    }
    return (int) claimed;
  }

  private void map(int entries, Visitor visitor, int depth) throws IOException {
    checkDepth(depth);
    visitor.openMap();
    for (int i = 0; i < entries; i++) {
      int at = in.position();
      int length = textLength(u8());
      if (length < 0) {
        throw malformed(at, "a key is not a text");
      }
      visitor.key(text(length));
      value(visitor, depth);
    }
    visitor.closeMap();
  }

  private void array(int elements, Visitor visitor, int depth) throws IOException {
    checkDepth(depth);
    visitor.openArray();
    for (int i = 0; i < elements; i++) {
      value(visitor, depth);
    }
    visitor.closeArray();
  }

  private void checkDepth(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw malformed(in.position(), "more than " + MAX_DEPTH + " levels of nesting");
    }
  }

  /** A value within a container of a depth. */
  private void value(Visitor visitor, int depth) throws IOException {
    int at = in.position();
    int type = u8();
    if (type <= 0x7F) {
      visitor.integer(type);
    } else if (type >= 0xE0) {
      visitor.integer((byte) type);
    } else if (mapSizeFollows(type)) {
      map(mapSize(type), visitor, depth + 1);
    } else if (type <= 0x9F) {
      array(type & 0x0F, visitor, depth + 1);
    } else if (type <= 0xBF) {
      visitor.text(text(type & 0x1F));
    } else {
      switch (type) {
        case 0xC0 -> visitor.nil();
        case 0xC2 -> visitor.bool(false);
        case 0xC3 -> visitor.bool(true);
        case 0xC4 -> visitor.binary(bytes(u8()));
        case 0xC5 -> visitor.binary(bytes(u16()));
        case 0xC6 -> visitor.binary(bytes(u32()));
        case 0xCA -> visitor.number(Float.intBitsToFloat(i32()));
        case 0xCB -> visitor.number(Double.longBitsToDouble(i64()));
        case 0xCC -> visitor.integer(u8());
        case 0xCD -> visitor.integer(u16());
        case 0xCE -> visitor.integer(u32());
        case 0xCF -> uint64(visitor);
        case 0xD0 -> visitor.integer((byte) u8());
        case 0xD1 -> visitor.integer((short) u16());
        case 0xD2 -> visitor.integer(i32());
        case 0xD3 -> visitor.integer(i64());
        case 0xD9, 0xDA, 0xDB -> visitor.text(text(textLength(type)));
        case 0xDC -> array(u16(), visitor, depth + 1);
        case 0xDD -> array(count(u32()), visitor, depth + 1);
        default -> throw malformed(at, String.format("a value of the type 0x%02X", type));
      }
    }
  }

  private static boolean mapSizeFollows(int type) {
    return (type & 0xF0) == 0x80 || type == 0xDE || type == 0xDF;
  }

  private void uint64(Visitor visitor) throws IOException {
    long value = i64();
    if (value < 0) {
      visitor.unsigned(value);
    } else {
      visitor.integer(value);
    }
  }

  /** -1 where the type is no text. */
  private int textLength(int type) throws IOException {
    if ((type & 0xE0) == 0xA0) {
      return type & 0x1F;
    }
    return switch (type) {
      case 0xD9 -> u8();
      case 0xDA -> u16();
      case 0xDB -> count(u32());
      default -> -1;
    };
  }

  private String text(int length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(long length) throws IOException {
    byte[] bytes = new byte[count(length)];
    in.get(bytes);
    return bytes;
  }

  private int u8() throws IOException {
    need(1);
    return in.get() & 0xFF;
  }

  private int u16() throws IOException {
    need(Short.BYTES);
    return in.getShort() & 0xFFFF;
  }

  private int i32() throws IOException {
    need(Integer.BYTES);
    return in.getInt();
  }

  private long u32() throws IOException {
    return Integer.toUnsignedLong(i32());
  }

  private long i64() throws IOException {
    need(Long.BYTES);
    return in.getLong();
  }

  private void need(int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw malformed(in.position(), "the bytes end within an entry");
    }
  }

  private static IOException malformed(int at, String what) {
    return new IOException("what lies in the buffer cannot be read: " + what + ", at byte " + at);
  }
}
