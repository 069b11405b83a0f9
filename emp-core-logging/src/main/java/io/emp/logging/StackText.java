package io.emp.logging;

import java.nio.charset.StandardCharsets;

/**
 * The text of a stack trace as it grows. It counts the bytes that it takes in JSON, which no format
 * takes more than.
 */
abstract class StackText {

  /** Of a tab and of a line feed. */
  private static final int ESCAPED_BYTES = 2;

  private int bytes;

  final int bytes() {
    return bytes;
  }

  final void add(String text) {
    add(text, JsonText.size(text));
  }

  /** Adds a text that takes as many bytes in JSON as it is said to. */
  final void add(String text, int size) {
    append(text, size == text.length());
    bytes += size;
  }

  final boolean addWithin(int end, String text) {
    int size = JsonText.size(text);
    if (bytes + size > end) {
      return false;
    }
    add(text, size);
    return true;
  }

  /** Adds the first bytes of a line of plain ASCII, with tabs before it and a line feed behind. */
  final boolean addWithin(int end, int tabs, byte[] line, int count) {
    int size = (tabs + 1) * ESCAPED_BYTES + count;
    if (bytes + size > end) {
      return false;
    }
    append(tabs, line, count);
    bytes += size;
    return true;
  }

  /** Adds a text; a plain one is ASCII that no format escapes. */
  abstract void append(String text, boolean plain);

  abstract void append(int tabs, byte[] line, int count);

  /** As a string. */
  static final class Alone extends StackText {
    private final StringBuilder text = new StringBuilder(2048);

    @Override
    void append(String added, boolean plain) {
      text.append(added);
    }

    @Override
    void append(int tabs, byte[] line, int count) {
      text.append("\t".repeat(tabs))
          .append(new String(line, 0, count, StandardCharsets.US_ASCII))
          .append('\n');
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  /** In a record, whose writer has begun a text. */
  static final class InRecord extends StackText {
    private final FieldWriter record;

    InRecord(FieldWriter record) {
      this.record = record;
    }

    @Override
    void append(String added, boolean plain) {
      record.textPart(added, plain);
    }

    @Override
    void append(int tabs, byte[] line, int count) {
      record.textLine(tabs, line, count);
    }
  }
}
