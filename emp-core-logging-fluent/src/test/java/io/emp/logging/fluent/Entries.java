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

  /** Chunks of the smallest size, in memory. */
  static BufferSettings bufferSettings(
      int maxChunks, Duration flushInterval, Duration blockTimeout) {
    return new BufferSettings(
        "test.tag",
        (int) FluentConfiguration.MIN_CHUNK_BYTES,
        maxChunks,
        flushInterval,
        blockTimeout,
        null,
        null);
  }

  /** A batch that does not change when its chunk is used again. */
  static Batch copy(Batch batch) {
    ByteBuffer copy = ByteBuffer.allocate(batch.packed().remaining());
    copy.put(batch.packed().duplicate()).flip();
    return new Batch(batch.tag(), batch.id(), batch.entries(), copy);
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

  static List<Value> entries(Batch batch) {
    byte[] packed = new byte[batch.packed().remaining()];
    batch.packed().duplicate().get(packed);
    List<Value> entries = new ArrayList<>();
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
      while (unpacker.hasNext()) {
        entries.add(unpacker.unpackValue());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return entries;
  }

  static List<Value> records(List<Batch> batches) {
    return batches.stream()
        .flatMap(batch -> entries(batch).stream())
        .map(entry -> entry.asArrayValue().get(1))
        .toList();
  }

  static List<String> messages(List<Batch> batches) {
    return records(batches).stream()
        .map(record -> field(record, "message").asStringValue().asString())
        .toList();
  }

  static List<Long> seqs(List<Batch> batches) {
    return records(batches).stream()
        .map(record -> field(record, "seq").asIntegerValue().toLong())
        .toList();
  }

  /** Nanoseconds since 1970, of each entry. */
  static List<Long> times(List<Batch> batches) {
    return batches.stream()
        .flatMap(batch -> entries(batch).stream())
        .map(
            entry -> {
              ByteBuffer time =
                  ByteBuffer.wrap(entry.asArrayValue().get(0).asExtensionValue().getData());
              return Integer.toUnsignedLong(time.getInt()) * 1_000_000_000L + time.getInt();
            })
        .toList();
  }
}
