package io.emp.logging.fluent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a collector says, in MessagePack, and nothing behind it. Whatever else comes is an
 * error that says what it was; no bytes make it read, allocate or nest more than a few kilobytes
 * ask for.
 */
final class ControlReader {

  /** No message of a collector has more; the largest, PONG, has some 300 bytes. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_DEPTH = 8;
  private static final int SHOWN_CHARS = 200;

  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;

  /** A small integer, which no message is; what HTTP/1.1 begins with. */
  private static final int HTTP = 'H';

  private final InputStream in;
  private int left;

  /** Bytes that are text or binary: servers differ in which of the two they send. */
  private record Raw(byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Stands for all values that no message needs: nil, numbers, extensions. */
  private enum Other {
    VALUE
  }

  private ControlReader(InputStream in) {
    this.in = in;
    this.left = MAX_BYTES;
  }

  /**
   * Waits for a message and reads it.
   *
   * @throws EOFException where the collector closes the connection before its end
   * @throws ProtocolException where it is not a message of the protocol
   */
  static ControlMessage read(InputStream in) throws IOException {
    ControlReader reader = new ControlReader(in);
    int first = reader.first();
    Object value = reader.value(first, 0);
    if (value instanceof Map<?, ?> map) {
      if (map.get("ack") instanceof Raw ack) {
        return new ControlMessage.Ack(ack.text());
      }
      throw new ProtocolException("the collector answered with a map that has no \"ack\"");
    }
    if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Raw name) {
      return handshake(name.text(), list);
    }
    throw unexpected(first);
  }

  private static ControlMessage handshake(String name, List<?> list) throws ProtocolException {
    if (name.equals("HELO") && list.size() >= 2 && list.get(1) instanceof Map<?, ?> options) {
      return new ControlMessage.Hello(
          bytes(options.get("nonce")),
          bytes(options.get("auth")),
          !Boolean.FALSE.equals(options.get("keepalive")));
    }
    if (name.equals("PONG") && list.size() >= 5 && list.get(1) instanceof Boolean ok) {
      return new ControlMessage.Pong(
          ok,
          shown(new String(bytes(list.get(2)), StandardCharsets.UTF_8)),
          bytes(list.get(3)),
          bytes(list.get(4)));
    }
    throw new ProtocolException(
        "the collector answered \"" + shown(name) + "\" with " + list.size() + " elements");
  }

  private static byte[] bytes(@Nullable Object value) {
    return value instanceof Raw raw ? raw.bytes() : new byte[0];
  }

  /** Text of a peer as it may stand in a message: short, and on one line. */
  static String shown(String text) {
    String start = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  private int first() throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException("the collector closed the connection before it answered");
    }
    if (first == TLS_ALERT || first == TLS_HANDSHAKE) {
      throw new ProtocolException("the collector speaks TLS on this port: configure TLS");
    }
    if (first == HTTP) {
      throw new ProtocolException(
          "the collector answered as an HTTP server does (byte 0x48): set protocol"
              + " (FLUENTD_PROTOCOL) to http, or the port of its Forward input");
    }
    boolean container = (first >= 0x80 && first <= 0x9F) || (first >= 0xDC && first <= 0xDF);
    if (!container) {
      throw unexpected(first);
    }
    left--;
    return first;
  }

  private Object value(int depth) throws IOException {
    return value(next(), depth);
  }

  private Object value(int type, int depth) throws IOException {
    if (type <= 0x7F || type >= 0xE0) {
      return Other.VALUE; // A small integer.
    }
    if (type <= 0x8F) {
      return map(type & 0x0F, depth);
    }
    if (type <= 0x9F) {
      return list(type & 0x0F, depth);
    }
    if (type <= 0xBF) {
      return raw(type & 0x1F);
    }
    return switch (type) {
      case 0xC0 -> Other.VALUE;
      case 0xC2 -> false;
      case 0xC3 -> true;
      case 0xC4, 0xD9 -> raw(number(1));
      case 0xC5, 0xDA -> raw(number(2));
      case 0xC6, 0xDB -> raw(number(4));
      case 0xC7 -> skip(number(1) + 1);
      case 0xC8 -> skip(number(2) + 1);
      case 0xC9 -> skip(number(4) + 1);
      case 0xCC, 0xD0 -> skip(1);
      case 0xCD, 0xD1 -> skip(2);
      case 0xCA, 0xCE, 0xD2 -> skip(4);
      case 0xCB, 0xCF, 0xD3 -> skip(8);
      case 0xD4 -> skip(1 + 1);
      case 0xD5 -> skip(1 + 2);
      case 0xD6 -> skip(1 + 4);
      case 0xD7 -> skip(1 + 8);
      case 0xD8 -> skip(1 + 16);
      case 0xDC -> list(number(2), depth);
      case 0xDD -> list(number(4), depth);
      case 0xDE -> map(number(2), depth);
      case 0xDF -> map(number(4), depth);
      default ->
          throw new ProtocolException(
              String.format(
                  "the collector answered with byte 0x%02x, which is not MessagePack", type));
    };
  }

  /** Grows with what is read, not with the count that is claimed. */
  private Map<String, Object> map(long count, int depth) throws IOException {
    checkNesting(count, depth);
    Map<String, Object> map = new HashMap<>();
    for (long i = 0; i < count; i++) {
      Object key = value(depth + 1);
      Object value = value(depth + 1);
      if (key instanceof Raw name) {
        map.put(name.text(), value);
      }
    }
    return map;
  }

  private List<Object> list(long count, int depth) throws IOException {
    checkNesting(count, depth);
    List<Object> list = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private void checkNesting(long count, int depth) throws ProtocolException {
    if (depth >= MAX_DEPTH) {
      throw new ProtocolException(
          "the collector answered with more than " + MAX_DEPTH + " levels of nesting");
    }
    if (count > left) {
      throw tooLarge(count + " elements");
    }
  }

  private Raw raw(long length) throws IOException {
    return new Raw(take(length));
  }

  private Other skip(long length) throws IOException {
    take(length);
    return Other.VALUE;
  }

  private byte[] take(long length) throws IOException {
    if (length > left) {
      throw tooLarge("a text of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw closedWithin();
    }
    left -= bytes.length;
    return bytes;
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | next();
    }
    return number;
  }

  private int next() throws IOException {
    if (left == 0) {
      throw tooLarge("more than " + MAX_BYTES + " bytes");
    }
    int next = in.read();
    if (next < 0) {
      throw closedWithin();
    }
    left--;
    return next;
  }

  private static ProtocolException unexpected(int first) {
    return new ProtocolException(
        String.format("the collector answered with byte 0x%02x where an acknowledgement", first)
            + " or a handshake was due: it may be no Forward input");
  }

  private static EOFException closedWithin() {
    return new EOFException("the collector closed the connection within an answer");
  }

  private static ProtocolException tooLarge(String what) {
    return new ProtocolException("the collector answered with " + what + ", which no answer has");
  }
}
