package io.emp.logging;

/** What stands at the end of a text that was cut. */
public final class CutMark {

  /** The most bytes a mark takes in any format. */
  public static final int BYTES = 48;

  private static final int MAX_KEY_CHARS = 128;

  private CutMark() {}

  /**
   * The mark, in ASCII.
   *
   * @param characters how many characters the whole text has
   * @return for example {@code ...[cut, 10485760 characters in all]}
   */
  public static String of(int characters) {
    return "...[cut, " + characters + " characters in all]";
  }

  /** A caller's key, cut to a length that any store downstream takes. */
  static String shortKey(String key) {
    return key.length() <= MAX_KEY_CHARS ? key : key.substring(0, MAX_KEY_CHARS);
  }
}
