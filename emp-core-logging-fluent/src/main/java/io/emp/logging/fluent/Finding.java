package io.emp.logging.fluent;

/**
 * What one check of the doctor came to.
 *
 * @param diagnosis what it is, with its mark and its remedy
 * @param tried what was looked at or done, in a few words
 * @param seen what was seen then; on one line
 */
record Finding(Diagnosis diagnosis, String tried, String seen) {

  Finding {
    tried = onOneLine(tried);
    seen = onOneLine(seen);
  }

  /** A collector's words and a parser's messages may have more lines, or worse. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?").strip();
  }
}
