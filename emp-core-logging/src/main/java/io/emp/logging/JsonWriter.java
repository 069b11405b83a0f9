package io.emp.logging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record as one line of JSON (RFC 8259) in UTF-8.
 *
 * <p>Every entry and element is written with a comma before it; closing a container turns its first
 * comma into the opening bracket. So nobody has to know which entry is the first, and a run of
 * entries can be kept and copied.
 */
final class JsonWriter extends FieldWriter {

  private static final int LONGEST_CHARACTER = JsonText.MAX_BYTES_PER_CHAR;

  @Override
  protected int beginRecord(Instant time) {
    return openContainer();
  }

  @Override
  protected void endRecord() {
    put('\n');
  }

  @Override
  protected int openContainer() {
    return length();
  }

  @Override
  protected void closeMap(int start, int entries) {
    close(start, entries, '{', '}');
  }

  @Override
  protected void closeArray(int start, int elements) {
    close(start, elements, '[', ']');
  }

  private void close(int start, int count, int opening, int closing) {
    if (count == 0) {
      put(opening);
    } else {
      buffer()[start] = (byte) opening;
    }
    put(closing);
  }

  @Override
  protected void element() {
    put(',');
  }

  @Override
  protected void key(String key) {
    put(',');
    text(key, MAX_SHORT_STRING_BYTES);
    put(':');
  }

  @Override
  protected byte[] keyBytes(String key) {
    return (",\"" + key + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected void number(long value) {
    int at = claim(NumberText.MAX_LONG);
    truncate(NumberText.of(value, buffer(), at));
  }

  @Override
  protected void number(double value) {
    int at = length();
    int end = -1;
    if (room() >= NumberText.MAX_SHORT_DOUBLE) {
      claim(NumberText.MAX_SHORT_DOUBLE);
      end = NumberText.ofShort(value, buffer(), at);
      truncate(Math.max(at, end));
    }
    if (end < 0) {
      ascii(Double.toString(value));
    }
  }

  @Override
  protected void bool(boolean value) {
    ascii(Boolean.toString(value));
  }

  private void ascii(String text) {
    int at = claim(text.length());
    byte[] out = buffer();
    for (int i = 0; i < text.length(); i++) {
      out[at + i] = (byte) text.charAt(i);
    }
  }

  @Override
  protected void plainText(byte[] text, int count) {
    int at = claim(count + 2);
    byte[] out = buffer();
    out[at] = '"';
    System.arraycopy(text, 0, out, at + 1, count);
    out[at + 1 + count] = '"';
  }

  @Override
  protected void text(String text, int maxBytes) {
    long all = 2 + (long) LONGEST_CHARACTER * text.length();
    if (all <= maxBytes && all <= room()) {
      int start = claim((int) all);
      byte[] out = buffer();
      out[start] = '"';
      int end = JsonText.write(text, out, start + 1);
      out[end] = '"';
      truncate(end + 1);
    } else {
      longText(text, maxBytes);
    }
  }

  /** A text that may have to be cut. */
  private void longText(String text, int maxBytes) {
    int chars = text.length();
    // The most it can take, the quotes included; where that much is not left, what it does take.
    int most = (int) Math.min(2 + (long) LONGEST_CHARACTER * chars, maxBytes);
    if (most > room()) {
      most = maxBytes - Math.max(0, left(text, 0, maxBytes - 2));
    }
    int start = claim(most);
    byte[] out = buffer();
    int at = start;
    out[at++] = '"';
    // Up to here one more character leaves room for a mark and the closing quote.
    int certain = start + maxBytes - LONGEST_CHARACTER - CUT_MARK_BYTES - 1;
    for (int i = 0; i < chars; i++) {
      if (at > certain) {
        if (left(text, i, start + maxBytes - 1 - at) < 0) {
          byte[] mark = cutMark(chars);
          System.arraycopy(mark, 0, out, at, mark.length);
          at += mark.length;
          break;
        }
        certain = Integer.MAX_VALUE;
      }
      if (JsonText.isPlain(text.charAt(i))) {
        int next = JsonText.plain(text, i, (int) Math.min(chars, i + 1L + certain - at), out, at);
        at += next - i;
        i = next - 1;
        continue;
      }
      int end = JsonText.character(text, i, out, at);
      if (end - at == 4) {
        i++; // A surrogate pair.
      }
      at = end;
    }
    out[at++] = '"';
    truncate(at);
  }

  @Override
  protected int beginText() {
    int start = length();
    put('"');
    return start;
  }

  @Override
  protected void textPart(String text, boolean plain) {
    if (plain) {
      putAscii(text);
      return;
    }
    int start = claim(LONGEST_CHARACTER * text.length());
    truncate(JsonText.write(text, buffer(), start));
  }

  @Override
  protected void textLine(int tabs, byte[] line, int count) {
    int at = claim(2 * tabs + count + 2);
    byte[] out = buffer();
    for (int i = 0; i < tabs; i++) {
      out[at++] = '\\';
      out[at++] = 't';
    }
    System.arraycopy(line, 0, out, at, count);
    at += count;
    out[at] = '\\';
    out[at + 1] = 'n';
  }

  @Override
  protected void endText(int start) {
    put('"');
  }

  /**
   * How much of a number of bytes a text leaves, from one of its characters; negative if it takes
   * more.
   */
  static int left(String text, int from, int bytes) {
    int left = bytes;
    for (int i = from; i < text.length() && left >= 0; i++) {
      left -= JsonText.size(text, i);
    }
    return left;
  }
}
