package io.emp.logging.fluent;

import io.emp.logging.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The entries of a batch as JSON (RFC 8259) in UTF-8. Texts are escaped as {@code
 * ConnectorJsonEncoder} does, bytes are base64, and what JSON has no number for (NaN, infinities)
 * is null.
 */
final class JsonEntries implements MessagePackReader.Visitor {

  /** What a caller's field gets in front of its name where the name is taken. */
  private static final String CALLER_PREFIX = "field_";

  private static final String TIME = "time";
  private static final int INITIAL_BYTES = 64 * 1024;

  /** Whether each record begins with the time of its entry, as a number. */
  private final boolean withTime;

  private byte[] out = new byte[INITIAL_BYTES];
  private int length;
  private int depth;
  private long seconds;
  private int nanos;

  private JsonEntries(boolean withTime) {
    this.withTime = withTime;
  }

  /**
   * For files and consoles: a line for each record, with its fields as they are. Entries that
   * cannot be read are kept too: from the first of them on the bytes of the batch are one line,
   * {@code {"unreadable_entries":"<base64>"}}.
   */
  static ByteBuffer lines(Batch batch) {
    JsonEntries json = new JsonEntries(false);
    MessagePackReader reader = new MessagePackReader(batch.packed());
    int read = 0;
    int written = 0;
    try {
      while (reader.hasNext()) {
        reader.readEntry(json);
        json.put('\n');
        read = reader.position();
        written = json.length;
      }
    } catch (IOException e) {
      // The line tells it, and has all that is left.
      json.length = written;
      json.unreadable(batch.packed().slice().position(read));
    }
    return json.bytes();
  }

  private void unreadable(ByteBuffer rest) {
    byte[] bytes = new byte[rest.remaining()];
    rest.get(bytes);
    ascii("{\"unreadable_entries\":");
    binary(bytes);
    ascii("}\n");
  }

  /**
   * For HTTP inputs: an array of the records. Each begins with {@code time}, the time of its entry
   * as seconds since 1970 with nine decimals, which Fluentd takes out and uses. That name is
   * reserved there: a caller's {@code time} becomes {@code field_time}, and so that no name is
   * there twice, {@code field_time} becomes {@code field_field_time}, and so on.
   *
   * @throws IOException where an entry cannot be read
   */
  static ByteBuffer array(Batch batch) throws IOException {
    JsonEntries json = new JsonEntries(true);
    MessagePackReader reader = new MessagePackReader(batch.packed());
    json.put('[');
    while (reader.hasNext()) {
      reader.readEntry(json);
    }
    json.put(']');
    return json.bytes();
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(out, 0, length);
  }

  @Override
  public void time(long seconds, int nanos) {
    this.seconds = seconds;
    this.nanos = nanos;
    depth = 0;
  }

  @Override
  public void openMap() {
    open('{');
    if (withTime && depth == 1) {
      ascii("\"time\":" + seconds + "." + String.valueOf(1_000_000_000L + nanos).substring(1));
    }
  }

  @Override
  public void key(String key) {
    separate();
    string(withTime && depth == 1 && isTaken(key) ? CALLER_PREFIX + key : key);
    put(':');
  }

  /** The reserved name, with the prefix any number of times. */
  private static boolean isTaken(String key) {
    if (!key.endsWith(TIME)) {
      return false;
    }
    int prefixes = key.length() - TIME.length();
    for (int at = 0; at < prefixes; at += CALLER_PREFIX.length()) {
      if (!key.startsWith(CALLER_PREFIX, at)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void closeMap() {
    close('}');
  }

  @Override
  public void openArray() {
    open('[');
  }

  @Override
  public void closeArray() {
    close(']');
  }

  private void open(char bracket) {
    separate();
    put(bracket);
    depth++;
  }

  private void close(char bracket) {
    put(bracket);
    depth--;
  }

  @Override
  public void text(String value) {
    separate();
    string(value);
  }

  private void string(String text) {
    ensure(Math.multiplyExact(text.length(), JsonText.MAX_BYTES_PER_CHAR) + 2);
    out[length++] = '"';
    length = JsonText.write(text, out, length);
    out[length++] = '"';
  }

  @Override
  public void binary(byte[] value) {
    separate();
    put('"');
    put(Base64.getEncoder().encode(value));
    put('"');
  }

  @Override
  public void integer(long value) {
    separate();
    ascii(Long.toString(value));
  }

  @Override
  public void unsigned(long value) {
    separate();
    ascii(Long.toUnsignedString(value));
  }

  @Override
  public void number(double value) {
    separate();
    ascii(Double.isFinite(value) ? Double.toString(value) : "null");
  }

  @Override
  public void bool(boolean value) {
    separate();
    ascii(Boolean.toString(value));
  }

  @Override
  public void nil() {
    separate();
    ascii("null");
  }

  /** A comma, unless what comes is the first in its container, the value of a key, or a line. */
  private void separate() {
    if (length == 0) {
      return;
    }
    byte last = out[length - 1];
    if (last != '{' && last != '[' && last != ':' && last != '\n') {
      put(',');
    }
  }

  private void ascii(String text) {
    put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  private void put(char ascii) {
    ensure(1);
    out[length++] = (byte) ascii;
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > out.length) {
      out = Arrays.copyOf(out, Math.max(needed, 2 * out.length));
    }
  }
}
