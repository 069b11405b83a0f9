package io.emp.logging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as it stands between the quotes of a JSON string (RFC 8259), in UTF-8: what JSON cannot
 * hold as it is, and the control characters, escaped, everything else as it is. A lone surrogate
 * becomes U+FFFD.
 *
 * <p>For carriers that write records as JSON by themselves, so that a text is the same wherever it
 * is read.
 */
public final class JsonText {

  /** The most bytes that one {@code char} of a text takes. */
  public static final int MAX_BYTES_PER_CHAR = 6;

  /**
   * By a character's low byte: 0 where an ASCII character stands for itself, else what follows the
   * backslash ('u' for six characters). What is not ASCII does not stand for itself either.
   */
  private static final byte[] ESCAPE = new byte[256];

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  static {
    for (int c = 0; c < ' '; c++) {
      ESCAPE[c] = 'u';
    }
    ESCAPE[0x7F] = 'u';
    ESCAPE['"'] = '"';
    ESCAPE['\\'] = '\\';
    ESCAPE['\n'] = 'n';
    ESCAPE['\r'] = 'r';
    ESCAPE['\t'] = 't';
    ESCAPE['\b'] = 'b';
    ESCAPE['\f'] = 'f';
    Arrays.fill(ESCAPE, 0x80, 0x100, (byte) -1);
  }

  private JsonText() {}

  /**
   * Writes a text, without quotes.
   *
   * @param text the text
   * @param out has room for {@value #MAX_BYTES_PER_CHAR} bytes for each char of the text
   * @param at where to begin
   * @return where it ends
   */
  public static int write(String text, byte[] out, int at) {
    int chars = text.length();
    int end = at;
    int i = 0;
    while (i < chars) {
      int next = plain(text, i, chars, out, end);
      end += next - i;
      i = next;
      while (i < chars && !isPlain(text.charAt(i))) {
        int start = end;
        end = character(text, i, out, start);
        i += end - start == 4 ? 2 : 1; // A surrogate pair, or one char.
      }
    }
    return end;
  }

  /** Whether a character stands for itself, as one byte. */
  static boolean isPlain(char c) {
    return c <= 0xFF && ESCAPE[c] == 0;
  }

  /**
   * Copies characters that stand for themselves: the loop that costs.
   *
   * @param to where to stop
   * @return the index of the first that does not, or where to stop
   */
  static int plain(String text, int from, int to, byte[] out, int at) {
    int end = plainEnd(text, from, to);
    int shift = at - from;
    // A loop of its own, with nothing else in it, is compiled to copies of many bytes.
    for (int i = from; i < end; i++) {
      out[shift + i] = (byte) text.charAt(i);
    }
    return end;
  }

  private static int plainEnd(String text, int from, int to) {
    byte[] escape = ESCAPE;
    int i = from;
    for (; i < to - 3; i += 4) {
      char a = text.charAt(i);
      char b = text.charAt(i + 1);
      char c = text.charAt(i + 2);
      char d = text.charAt(i + 3);
      int any = escape[a & 0xFF] | escape[b & 0xFF] | escape[c & 0xFF] | escape[d & 0xFF];
      if (any != 0 || (a | b | c | d) > 0xFF) {
        break;
      }
    }
    while (i < to && isPlain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /**
   * Writes one character. Nothing but a surrogate pair takes four bytes, and then both halves are
   * written.
   *
   * @return where it ends
   */
  static int character(String text, int i, byte[] out, int at) {
    char c = text.charAt(i);
    if (c >= 0x80) {
      return Utf8.write(text, i, out, at);
    }
    byte escape = ESCAPE[c];
    if (escape == 0) {
      out[at] = (byte) c;
      return at + 1;
    }
    out[at] = '\\';
    out[at + 1] = escape;
    if (escape != 'u') {
      return at + 2;
    }
    out[at + 2] = '0';
    out[at + 3] = '0';
    out[at + 4] = HEX[c >> 4];
    out[at + 5] = HEX[c & 0xF];
    return at + 6;
  }

  /** How many bytes a text takes; as many as it has chars only where all stand for themselves. */
  static int size(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || ESCAPE[c] != 0) {
        return i + sizeFrom(text, i);
      }
    }
    return length;
  }

  private static int sizeFrom(String text, int from) {
    long size = 0;
    for (int i = from; i < text.length(); i++) {
      size += size(text, i);
    }
    return (int) Math.min(size, Integer.MAX_VALUE - from);
  }

  /** How many bytes a character of a text takes; a surrogate pair's are those of its first half. */
  static int size(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      byte escape = ESCAPE[c];
      return escape == 0 ? 1 : escape == 'u' ? MAX_BYTES_PER_CHAR : 2;
    }
    if (c < 0x800) {
      return 2;
    }
    if (Utf8.isPair(text, i)) {
      return 4;
    }
    return i > 0 && Utf8.isPair(text, i - 1) ? 0 : 3;
  }
}
