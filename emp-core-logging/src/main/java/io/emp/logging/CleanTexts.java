package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * Texts that were found to be without secrets, by their identity: a job's MDC entries and a call's
 * constants come again with each event, and are not to be searched each time.
 *
 * <p>Not thread-safe. It keeps {@value #KEPT} texts of {@value #MAX_CHARS} characters at the most
 * from the collector.
 */
final class CleanTexts {

  private static final int KEPT = 64;
  private static final int MAX_CHARS = 256;

  /** A text that never comes again shall not cost a store, nor take the place of one that does. */
  private static final int ONE_IN = 8;

  private final SecretMask secrets;
  private final @Nullable String[] known = new String[KEPT];
  private int searched;

  CleanTexts(SecretMask secrets) {
    this.secrets = secrets;
  }

  /** The same as {@link SecretMask#maskHead}. */
  @SuppressWarnings("ReferenceEquality") // To compare the characters is as much as to search them.
  String maskHead(String text) {
    int length = text.length();
    if (length > MAX_CHARS || length < SecretScan.SHORTEST || !secrets.isOn()) {
      return secrets.maskHead(text);
    }
    // A hash of the whole text would be another pass over it.
    int slot = (length * 7 + text.charAt(length - 1) + text.charAt(0) * 5) & (KEPT - 1);
    if (known[slot] == text) {
      return text;
    }
    String masked = secrets.maskHead(text);
    if (masked == text && ++searched % ONE_IN == 0) {
      known[slot] = text;
    }
    return masked;
  }
}
