package io.emp.logging.fluent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The bytes of the Forward protocol's messages, apart from the entries: these are sent as they lie
 * in their chunk, between a head and a tail.
 */
final class ForwardMessage {

  private static final int COPY_BYTES = 8 * 1024;

  private ForwardMessage() {}

  /** The start of {@code [tag, packed, options]}, up to the packed entries. */
  static ByteBuffer head(String tag, int packedBytes) {
    byte[] tagBytes = tag.getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(1 + 5 + tagBytes.length + 5);
    head.put((byte) 0x93);
    text(head, tagBytes);
    head.put((byte) 0xC6).putInt(packedBytes);
    return head.flip();
  }

  /** The options behind the packed entries. */
  static ByteBuffer tail(Batch batch, boolean gzip) {
    byte[] id = batch.id().getBytes(StandardCharsets.UTF_8);
    ByteBuffer tail = ByteBuffer.allocate(64 + id.length);
    tail.put((byte) (0x80 | (gzip ? 3 : 2)));
    text(tail, "size");
    tail.put((byte) 0xCE).putInt(batch.entries());
    text(tail, "chunk");
    text(tail, id);
    if (gzip) {
      text(tail, "compressed");
      text(tail, "gzip");
    }
    return tail.flip();
  }

  /**
   * A whole message without any entry, to be acknowledged all the same. Fluent Bit takes no packed
   * ones of this kind, so it is in the Forward mode.
   */
  static ByteBuffer nothing(String tag, String id) {
    byte[] tagBytes = tag.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(32 + tagBytes.length + 2 * id.length());
    message.put((byte) 0x93);
    text(message, tagBytes);
    message.put((byte) 0x90).put((byte) 0x81);
    text(message, "chunk");
    text(message, id);
    return message.flip();
  }

  /** An array of texts: a PING. */
  static ByteBuffer texts(List<String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x90 | texts.size());
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteBuffer encoded = ByteBuffer.allocate(5 + bytes.length);
      text(encoded, bytes);
      out.write(encoded.array(), 0, encoded.position());
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static void text(ByteBuffer to, String text) {
    text(to, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void text(ByteBuffer to, byte[] bytes) {
    if (bytes.length < 32) {
      to.put((byte) (0xA0 | bytes.length));
    } else if (bytes.length < 1 << 8) {
      to.put((byte) 0xD9).put((byte) bytes.length);
    } else {
      to.put((byte) 0xDB).putInt(bytes.length);
    }
    to.put(bytes);
  }

  /** The bytes in gzip's format, compressed for speed. */
  static ByteBuffer gzip(ByteBuffer bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.remaining() / 4 + 64);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      byte[] copy = new byte[COPY_BYTES];
      while (bytes.hasRemaining()) {
        int count = Math.min(copy.length, bytes.remaining());
        bytes.get(copy, 0, count);
        gzip.write(copy, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, COPY_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
