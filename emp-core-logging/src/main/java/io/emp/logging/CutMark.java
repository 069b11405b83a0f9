package io.emp.logging;

/** What stands at the end of a text that was cut. */
final class CutMark {

  /** The most bytes a mark takes in any format. */
  static final int BYTES = 48;

  static final int MAX_KEY_CHARS = 128;

  private CutMark() {}

  /** The mark, in ASCII: see {@link FieldWriter#cutMark}. */
  static String of(int characters) {
    return "...[cut, " + characters + " characters in all]";
  }

  /**
   * A caller's key as it is written: cut to a length that any store downstream takes, with U+FFFD
   * for each lone surrogate. Two keys that are written alike are thus equal.
   */
  static String shortKey(String given) {
    String key = given.length() <= MAX_KEY_CHARS ? given : given.substring(0, MAX_KEY_CHARS);
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        return wellFormed(key);
      }
    }
    return key;
  }

  private static String wellFormed(String key) {
    return key.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
