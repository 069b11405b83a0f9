package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** Events to encode, and what was encoded, read with a library that is not ours. */
final class Entries {

  static final RunId RUN = new RunId(0x0123456789abcdefL, 0x1122334455667788L);

  private static final LoggerContext CONTEXT = new LoggerContext();

  private Entries() {}

  static LoggingEvent event(String message) {
    return event(message, Map.of());
  }

  static LoggingEvent event(String message, Map<String, String> mdc) {
    LoggingEvent event =
        new LoggingEvent(
            Entries.class.getName(), CONTEXT.getLogger("test"), Level.INFO, message, null, null);
    event.setMDCPropertyMap(mdc);
    return event;
  }

  static MessagePackWriter entry(String message) {
    MessagePackWriter writer = new MessagePackWriter(RUN.hex());
    writer.write(event(message));
    return writer;
  }

  static MessagePackWriter entryAt(Instant time) {
    LoggingEvent event = event("at " + time);
    event.setInstant(time);
    MessagePackWriter writer = new MessagePackWriter(RUN.hex());
    writer.write(event);
    return writer;
  }

  /** Settings with chunks of the smallest size. */
  static FluentSettings settings(int maxChunks, Duration flushInterval) {
    return settings(new Endpoint("127.0.0.1", 1), maxChunks, flushInterval, Duration.ofSeconds(10));
  }

  static FluentSettings settings(
      Endpoint endpoint, int maxChunks, Duration flushInterval, Duration ackTimeout) {
    return new FluentSettings(
        endpoint,
        "test.tag",
        flushInterval,
        (int) FluentSettings.MIN_CHUNK_BYTES,
        maxChunks,
        ackTimeout,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }

  static Value decode(MessagePackWriter entry) throws IOException {
    return decode(ByteBuffer.wrap(entry.buffer(), 0, entry.length()));
  }

  static Value decode(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(copy)) {
      Value value = unpacker.unpackValue();
      if (unpacker.hasNext()) {
        throw new IOException("more than one value");
      }
      return value;
    }
  }

  static Value field(Value record, String name) {
    Value value = record.asMapValue().map().get(ValueFactory.newString(name));
    if (value == null) {
      throw new AssertionError("no field " + name + " in " + record);
    }
    return value;
  }

  /** The entries of a sealed chunk. */
  static List<Value> entries(Chunk chunk) {
    try {
      byte[] packed = decode(chunk.message()).asArrayValue().get(1).asRawValue().asByteArray();
      List<Value> entries = new ArrayList<>();
      try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
        while (unpacker.hasNext()) {
          entries.add(unpacker.unpackValue());
        }
      }
      return entries;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> messages(Chunk chunk) {
    return entries(chunk).stream()
        .map(entry -> field(entry.asArrayValue().get(1), "message").asStringValue().asString())
        .toList();
  }

  static List<Long> seqs(Chunk chunk) {
    return entries(chunk).stream()
        .map(entry -> field(entry.asArrayValue().get(1), "seq").asIntegerValue().toLong())
        .toList();
  }

  /** Nanoseconds since 1970, of each entry. */
  static List<Long> times(Chunk chunk) {
    return entries(chunk).stream()
        .map(
            entry -> {
              ByteBuffer time =
                  ByteBuffer.wrap(entry.asArrayValue().get(0).asExtensionValue().getData());
              return Integer.toUnsignedLong(time.getInt()) * 1_000_000_000L + time.getInt();
            })
        .toList();
  }
}
