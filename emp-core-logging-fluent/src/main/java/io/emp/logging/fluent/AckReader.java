package io.emp.logging.fluent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a collector's answer to a chunk, {@code {"ack": id}} in MessagePack, and nothing behind it.
 * Whatever else comes is an error that says what it was.
 */
final class AckReader {

  private static final int MAX_TEXT_BYTES = 1024;
  private static final int MAX_ENTRIES = 16;

  private AckReader() {}

  static String read(InputStream in) throws IOException {
    int type = next(in);
    int entries;
    if ((type & 0xF0) == 0x80) {
      entries = type & 0x0F;
    } else if (type == 0xDE) {
      entries = next(in) << 8 | next(in);
    } else if ((type & 0xF0) == 0x90) {
      throw new IOException(
          "the collector asks for a handshake (it has a shared key or users), which this version does not speak");
    } else {
      throw new IOException(
          String.format(
              "the collector answered with byte 0x%02x where a map with an ack was due: is it a Forward input?",
              type));
    }
    String ack = null;
    for (int i = 0; i < entries; i++) {
      if (i == MAX_ENTRIES) {
        throw new IOException("the collector answered with a map of " + entries + " entries");
      }
      String key = text(in);
      String value = text(in);
      if (key.equals("ack")) {
        ack = value;
      }
    }
    if (ack == null) {
      throw new IOException("the collector answered with a map that has no \"ack\"");
    }
    return ack;
  }

  private static String text(InputStream in) throws IOException {
    int type = next(in);
    int length;
    if ((type & 0xE0) == 0xA0) {
      length = type & 0x1F;
    } else if (type == 0xD9 || type == 0xC4) {
      length = next(in);
    } else if (type == 0xDA || type == 0xC5) {
      length = next(in) << 8 | next(in);
    } else {
      throw new IOException(
          String.format("the collector answered with type 0x%02x where a text was due", type));
    }
    if (length > MAX_TEXT_BYTES) {
      throw new IOException("the collector answered with a text of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the collector closed the connection within an acknowledgement");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the collector closed the connection before it acknowledged");
    }
    return b;
  }
}
