package io.emp.examples.collector;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.value.ValueType;

/**
 * Reads the messages of one connection, in each of the protocol's modes. A message is returned only
 * when all of it is well-formed.
 *
 * @see <a href="https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1">Forward
 *     protocol v1</a>
 */
final class ForwardDecoder {

  /** The most bytes of a message, and of its entries when unpacked. */
  static final int MAX_BYTES = 64 << 20;

  private static final int MAX_PING_BYTES = 16 << 10;

  private final ValueReader in;

  ForwardDecoder(InputStream in) {
    this.in = new ValueReader(MessagePack.newDefaultUnpacker(in));
  }

  /**
   * Waits for the next message.
   *
   * @return the message; null when the stream has ended behind the last one
   * @throws ProtocolException when it is not a valid message
   * @throws EOFException when the stream ends within the message
   */
  @Nullable ForwardMessage next() throws IOException {
    try {
      while (in.hasNext()) {
        in.limit(MAX_BYTES);
        if (in.nextType() != ValueType.NIL) {
          return message();
        }
        in.nil(); // A heartbeat.
      }
      return null;
    } catch (MessageInsufficientBufferException e) {
      throw (EOFException) new EOFException("the stream ends within a message").initCause(e);
    } catch (MessagePackException e) {
      throw new ProtocolException("malformed message", e);
    }
  }

  /**
   * Waits for the client's part of the handshake.
   *
   * @throws ProtocolException when it is not a valid PING
   * @throws EOFException when the stream ends before it has come
   */
  Ping ping() throws IOException {
    try {
      in.limit(MAX_PING_BYTES);
      int elements = in.arrayHeader();
      if (elements != 6 || !in.text("the handshake's first element").equals("PING")) {
        throw new ProtocolException("the client sends no PING, which the shared key asks for");
      }
      return new Ping(in.bytes(), in.bytes(), in.bytes(), in.bytes(), in.bytes());
    } catch (MessageInsufficientBufferException e) {
      throw (EOFException) new EOFException("the stream ends within the handshake").initCause(e);
    } catch (MessagePackException e) {
      throw new ProtocolException("malformed handshake", e);
    }
  }

  /** What a client says in its part of the handshake; texts as they were sent. */
  record Ping(
      byte[] clientName, byte[] salt, byte[] digest, byte[] username, byte[] passwordDigest) {}

  private ForwardMessage message() throws IOException {
    int elements = in.arrayHeader();
    if (elements < 2 || elements > 4) {
      throw new ProtocolException("a message has " + elements + " elements");
    }
    String tag = in.text("a tag");
    return switch (in.nextType()) {
      case ARRAY -> forward(tag, elements);
      case STRING, BINARY -> packedForward(tag, elements);
      default -> single(tag, elements);
    };
  }

  /** Message mode: {@code [tag, time, record, option?]}. */
  private ForwardMessage single(String tag, int elements) throws IOException {
    if (elements < 3) {
      throw new ProtocolException("a message ends before its record");
    }
    CollectedEvent event = new CollectedEvent(tag, in.time(), in.map());
    MessageOption option = option(elements - 3);
    option.checkUncompressed();
    return checked(List.of(event), option);
  }

  /** Forward mode: {@code [tag, [entry, entry, …], option?]}. */
  private ForwardMessage forward(String tag, int elements) throws IOException {
    int entries = in.arrayHeader();
    List<CollectedEvent> events = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      events.add(entry(tag, in));
    }
    MessageOption option = option(elements - 2);
    option.checkUncompressed();
    return checked(events, option);
  }

  /** PackedForward mode: {@code [tag, entries in one str or bin, option?]}. */
  private ForwardMessage packedForward(String tag, int elements) throws IOException {
    byte[] packed = in.bytes();
    MessageOption option = option(elements - 2);
    byte[] entries = option.gzip() ? Gzip.unpack(packed, MAX_BYTES) : packed;
    return checked(unpack(tag, entries), option);
  }

  private static List<CollectedEvent> unpack(String tag, byte[] entries) throws IOException {
    ValueReader in = new ValueReader(MessagePack.newDefaultUnpacker(entries));
    in.limit(entries.length);
    List<CollectedEvent> events = new ArrayList<>();
    try {
      while (in.hasNext()) {
        events.add(entry(tag, in));
      }
    } catch (MessageInsufficientBufferException e) {
      throw new ProtocolException("the packed entries end within an entry", e);
    }
    return events;
  }

  /** An entry: {@code [time, record]}. */
  private static CollectedEvent entry(String tag, ValueReader in) throws IOException {
    int elements = in.arrayHeader();
    if (elements != 2) {
      throw new ProtocolException("an entry has " + elements + " elements");
    }
    return new CollectedEvent(tag, in.time(), in.map());
  }

  private MessageOption option(int elementsLeft) throws IOException {
    return switch (elementsLeft) {
      case 0 -> MessageOption.NONE;
      case 1 -> MessageOption.read(in);
      default -> throw new ProtocolException("a message has an element too many");
    };
  }

  private static ForwardMessage checked(List<CollectedEvent> events, MessageOption option)
      throws ProtocolException {
    option.checkSize(events.size());
    return new ForwardMessage(events, option.chunk());
  }
}
