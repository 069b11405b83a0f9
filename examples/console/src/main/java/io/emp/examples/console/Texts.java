package io.emp.examples.console;

/** What received texts may do to the store and to a page: nothing. */
final class Texts {

  private Texts() {}

  /** The text as the store takes it: bounded, in Unicode, without NUL. */
  static String storable(String text) {
    String bounded =
        text.length() <= Event.MAX_TEXT_CHARS
            ? text
            : text.substring(0, Event.MAX_TEXT_CHARS)
                + "...[cut, "
                + text.length()
                + " characters in all]";
    return unicode(bounded);
  }

  /** JSON is not cut, since a part of it is none. NUL stands in it as an escape. */
  static String storableJson(String json) {
    return unicode(json.replace("\\u0000", "\\uFFFD"));
  }

  private static String unicode(String text) {
    if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isStorable(c) ? c : 0xFFFD));
    return out.toString();
  }

  private static boolean isStorable(int codePoint) {
    return codePoint != 0 && Character.getType(codePoint) != Character.SURROGATE;
  }

  /** At most so many characters, for a place with little room. */
  static String shortened(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end) + "\u2026";
  }
}
