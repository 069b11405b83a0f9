package io.emp.logging;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field's name as a writer's format has it, and with it the text that was written under it last:
 * what comes with each event of a job, the ids of its MDC or a call's constants, is then one copy.
 *
 * <p>A text is known by its identity, and its bytes are kept when it comes for the second time in a
 * row, so that a text that never comes again costs one store. Not thread-safe. It keeps one text of
 * {@value #MAX_CHARS} characters at the most from the collector, and never one in which a secret
 * was found.
 */
final class KnownField {

  static final int MAX_CHARS = 256;

  /** So few that no text is cut by them, whatever its field's limit; with the name before it. */
  static final int MAX_BYTES = FieldWriter.MAX_SHORT_STRING_BYTES;

  private final byte[] name;
  private @Nullable String text;
  private byte @Nullable [] bytes;

  KnownField(byte[] name) {
    this.name = name;
  }

  byte[] name() {
    return name;
  }

  /** Name and text, ready to be copied; null where the text is not known. */
  @SuppressWarnings("ReferenceEquality") // To compare the characters is as much as to write them.
  byte @Nullable [] ready(String given) {
    return text == given ? bytes : null;
  }

  /**
   * A text without secrets was written whole or cut.
   *
   * @param from where the name starts
   * @param to where the text ends
   */
  @SuppressWarnings("ReferenceEquality")
  void written(String given, byte[] out, int from, int to) {
    if (text != given) {
      bytes = null;
      text = given.length() <= MAX_CHARS ? given : null;
    } else if (to - from <= MAX_BYTES) {
      bytes = Arrays.copyOfRange(out, from, to);
    }
  }
}
