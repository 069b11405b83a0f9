package io.emp.examples.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Builds the bytes of messages, valid and not. */
final class Frames {

  static final Instant TIME = Instant.parse("2026-11-24T14:39:52.123456789Z");

  private Frames() {}

  /** Writes a part of a message. */
  interface Part {
    void write(MessageBufferPacker out) throws IOException;
  }

  static byte[] bytes(Part... parts) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      for (Part part : parts) {
        part.write(out);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Part array(Part... elements) {
    return out -> {
      out.packArrayHeader(elements.length);
      for (Part element : elements) {
        element.write(out);
      }
    };
  }

  /** A map of the keys and values in turn. */
  static Part map(Part... keysAndValues) {
    return out -> {
      out.packMapHeader(keysAndValues.length / 2);
      for (Part part : keysAndValues) {
        part.write(out);
      }
    };
  }

  static Part text(String text) {
    return out -> out.packString(text);
  }

  static Part number(long number) {
    return out -> out.packLong(number);
  }

  static Part raw(int... bytes) {
    return out -> {
      for (int b : bytes) {
        out.addPayload(new byte[] {(byte) b});
      }
    };
  }

  static Part str(byte[] payload) {
    return out -> out.packRawStringHeader(payload.length).addPayload(payload);
  }

  static Part bin(byte[] payload) {
    return out -> out.packBinaryHeader(payload.length).addPayload(payload);
  }

  /** An EventTime. */
  static Part time(Instant time) {
    ByteBuffer payload =
        ByteBuffer.allocate(8).putInt((int) time.getEpochSecond()).putInt(time.getNano());
    return out -> out.packExtensionTypeHeader((byte) 0, 8).addPayload(payload.array());
  }

  /** A record whose message is the text. */
  static Part record(String message) {
    return map(text("message"), text(message));
  }

  static Part entry(String message) {
    return array(time(TIME), record(message));
  }

  static Part chunk(String chunk) {
    return map(text("chunk"), text(chunk));
  }

  /** A message in Message mode, with a chunk. */
  static byte[] message(Part record, String chunk) {
    return bytes(array(text("app"), time(TIME), record, chunk(chunk)));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static byte[] concatenated(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
