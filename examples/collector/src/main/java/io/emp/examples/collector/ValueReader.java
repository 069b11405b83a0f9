package io.emp.examples.collector;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads values from MessagePack and refuses what a record may not hold: a key twice, a key that is
 * not a string, text that is not UTF-8. What it takes from the input and what it allocates are
 * bounded.
 */
final class ValueReader {

  private static final int MAX_DEPTH = 64;
  private static final int EVENT_TIME_TYPE = 0;
  private static final int EVENT_TIME_BYTES = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The last second of the year 9999. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private final MessageUnpacker in;
  private long end = Long.MAX_VALUE;
  private int depth;

  /** Reads the value that belongs to a key of a map. */
  interface ValueOfKey {
    @Nullable Object read(String key) throws IOException;
  }

  ValueReader(MessageUnpacker in) {
    this.in = in;
  }

  boolean hasNext() throws IOException {
    return in.hasNext();
  }

  /** From here on no more than this many bytes are read. */
  void limit(int bytes) {
    end = in.getTotalReadBytes() + bytes;
  }

  ValueType nextType() throws IOException {
    require(1);
    return in.getNextFormat().getValueType();
  }

  void nil() throws IOException {
    in.unpackNil();
  }

  /** The number of elements of the array that follows. */
  int arrayHeader() throws IOException {
    int elements = in.unpackArrayHeader();
    require(elements);
    return elements;
  }

  /** A str that is UTF-8. */
  String text(String what) throws IOException {
    ValueType type = nextType();
    if (type != ValueType.STRING) {
      throw new ProtocolException(what + " is not a string: " + type);
    }
    return utf8(bytes());
  }

  /** A str or a bin. */
  byte[] bytes() throws IOException {
    int length =
        nextType() == ValueType.STRING ? in.unpackRawStringHeader() : in.unpackBinaryHeader();
    require(length);
    return in.readPayload(length);
  }

  /** An event's time: an EventTime, or an integer of seconds. */
  Instant time() throws IOException {
    ValueType type = nextType();
    return switch (type) {
      case EXTENSION -> eventTime();
      case INTEGER -> seconds();
      default -> throw new ProtocolException("an event's time is of type " + type);
    };
  }

  /** A map in its order, no key twice. */
  Map<String, @Nullable Object> map() throws IOException {
    return map(key -> value());
  }

  /** A map in its order, no key twice; its values are read by the caller. */
  Map<String, @Nullable Object> map(ValueOfKey values) throws IOException {
    int entries = in.unpackMapHeader();
    require(2L * entries);
    deeper();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      String key = text("a key");
      if (map.containsKey(key)) {
        throw new ProtocolException("the key " + SafeText.quoted(key) + " stands twice in a map");
      }
      map.put(key, values.read(key));
    }
    depth--;
    return Collections.unmodifiableMap(map);
  }

  /** Any value that a record may hold. */
  @Nullable Object value() throws IOException {
    ValueType type = nextType();
    return switch (type) {
      case NIL -> {
        in.unpackNil();
        yield null;
      }
      case BOOLEAN -> in.unpackBoolean();
      case INTEGER -> integer();
      case FLOAT -> in.unpackDouble();
      case STRING, BINARY -> utf8(bytes());
      case ARRAY -> list();
      case MAP -> map();
      case EXTENSION -> throw new ProtocolException("a value is of an extension type");
    };
  }

  private List<@Nullable Object> list() throws IOException {
    int elements = arrayHeader();
    deeper();
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      list.add(value());
    }
    depth--;
    return Collections.unmodifiableList(list);
  }

  private Object integer() throws IOException {
    if (in.getNextFormat() != MessageFormat.UINT64) {
      return in.unpackLong();
    }
    BigInteger value = in.unpackBigInteger();
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  private Instant seconds() throws IOException {
    long seconds = in.unpackLong();
    if (seconds < 0 || seconds > MAX_SECONDS) {
      throw new ProtocolException("an event's time is out of range: " + seconds);
    }
    return Instant.ofEpochSecond(seconds);
  }

  private Instant eventTime() throws IOException {
    ExtensionTypeHeader header = in.unpackExtensionTypeHeader();
    if (header.getType() != EVENT_TIME_TYPE || header.getLength() != EVENT_TIME_BYTES) {
      throw new ProtocolException(
          "an event's time is extension "
              + header.getType()
              + " of "
              + header.getLength()
              + " bytes, not EventTime");
    }
    ByteBuffer payload = ByteBuffer.wrap(in.readPayload(EVENT_TIME_BYTES));
    long seconds = Integer.toUnsignedLong(payload.getInt());
    long nanos = Integer.toUnsignedLong(payload.getInt());
    if (nanos >= NANOS_PER_SECOND) {
      throw new ProtocolException("an event's time has " + nanos + " nanoseconds");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private void deeper() throws ProtocolException {
    if (++depth > MAX_DEPTH) {
      throw new ProtocolException("values lie deeper than " + MAX_DEPTH + " levels");
    }
  }

  private void require(long bytes) throws ProtocolException {
    if (bytes > end - in.getTotalReadBytes()) {
      throw new ProtocolException("a value needs more bytes than its message may have");
    }
  }

  private static String utf8(byte[] bytes) throws ProtocolException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("text is not UTF-8", e);
    }
  }
}
