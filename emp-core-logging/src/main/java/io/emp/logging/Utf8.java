package io.emp.logging;

/** The longer forms of UTF-8 (RFC 3629), for characters outside ASCII. */
final class Utf8 {

  private Utf8() {}

  /** See {@link FieldWriter#utf8}. */
  static int write(String text, int i, byte[] out, int at) {
    char c = text.charAt(i);
    if (c < 0x800) {
      out[at] = (byte) (0xC0 | c >> 6);
      out[at + 1] = (byte) (0x80 | c & 0x3F);
      return at + 2;
    }
    if (isPair(text, i)) {
      int codePoint = Character.toCodePoint(c, text.charAt(i + 1));
      out[at] = (byte) (0xF0 | codePoint >> 18);
      out[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      out[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      out[at + 3] = (byte) (0x80 | codePoint & 0x3F);
      return at + 4;
    }
    char whole = Character.isSurrogate(c) ? '\uFFFD' : c;
    out[at] = (byte) (0xE0 | whole >> 12);
    out[at + 1] = (byte) (0x80 | whole >> 6 & 0x3F);
    out[at + 2] = (byte) (0x80 | whole & 0x3F);
    return at + 3;
  }

  static boolean isPair(String text, int i) {
    return i + 1 < text.length()
        && Character.isHighSurrogate(text.charAt(i))
        && Character.isLowSurrogate(text.charAt(i + 1));
  }
}
