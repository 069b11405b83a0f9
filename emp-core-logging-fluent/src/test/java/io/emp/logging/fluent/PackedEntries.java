package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.slf4j.event.KeyValuePair;

/** Batches: of what the writer writes, and of what a library that is not ours packs. */
final class PackedEntries {

  static final Instant TIME = Instant.parse("2025-11-25T01:46:51.123456789Z");
  static final String RUN = "0123456789abcdef1122334455667788";

  /** Packs a record, or what is in its place. */
  interface Packing {
    void pack(MessageBufferPacker packer) throws IOException;
  }

  private PackedEntries() {}

  static LoggingEvent event(String message, Map<String, ?> fields) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName("test");
    event.setThreadName("main");
    event.setLevel(Level.INFO);
    event.setMessage(message);
    event.setInstant(TIME);
    event.setMDCPropertyMap(Map.of());
    event.setKeyValuePairs(
        fields.entrySet().stream()
            .map(field -> new KeyValuePair(field.getKey(), field.getValue()))
            .toList());
    return event;
  }

  /** An entry as the appender writes it, the first of its run. */
  static byte[] logged(LoggingEvent event) {
    MessagePackWriter writer = new MessagePackWriter(RUN);
    writer.write(event);
    writer.complete(1, writer.epochNanos());
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  static byte[] logged(String message) {
    return logged(event(message, Map.of()));
  }

  /** An entry with any record. */
  static byte[] entry(Packing record) {
    ByteBuffer time =
        ByteBuffer.allocate(8).putInt((int) TIME.getEpochSecond()).putInt(TIME.getNano());
    return packed(
        packer -> {
          packer.packArrayHeader(2).packExtensionTypeHeader((byte) 0, 8).writePayload(time.array());
          record.pack(packer);
        });
  }

  static byte[] packed(Packing packing) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packing.pack(packer);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Batch batch(byte[]... entries) {
    return batch("test.tag", entries);
  }

  /** A batch in the middle of other bytes, as in a chunk. */
  static Batch batch(String tag, byte[]... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0xC1);
    for (byte[] entry : entries) {
      bytes.writeBytes(entry);
    }
    int end = bytes.size();
    bytes.write(0xC1);
    ByteBuffer all = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray());
    ByteBuffer packed = all.slice(1, end - 1).asReadOnlyBuffer();
    return new Batch(tag, "AAAAAAAAAAAAAAAAAAAAAA==", entries.length, packed);
  }
}
