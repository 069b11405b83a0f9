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

  static int size(String text) {
    return Integer.MAX_VALUE - JsonWriter.left(text, 0, Integer.MAX_VALUE);
  }

  final void add(String text) {
    add(text, size(text));
  }

  final void add(String text, int size) {
    append(text);
    bytes += size;
  }

  final boolean addWithin(int end, String text) {
    int size = size(text);
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

  abstract void append(String text);

  abstract void append(int tabs, byte[] line, int count);

  /** As a string. */
  static final class Alone extends StackText {
    private final StringBuilder text = new StringBuilder(2048);

    @Override
    void append(String added) {
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
    void append(String added) {
      record.textPart(added);
    }

    @Override
    void append(int tabs, byte[] line, int count) {
      record.textLine(tabs, line, count);
    }
  }
}
