package io.emp.logging;

import java.util.Arrays;

/**
 * Bytes that become more, up to a limit: where a {@link FieldWriter} has its record. Not
 * thread-safe.
 */
public abstract class RecordBuffer {

  private static final int INITIAL_BYTES = 2 * 1024;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int length;
  private int limit = FieldWriter.MAX_RECORD_BYTES;

  RecordBuffer() {}

  /**
   * The bytes of the last record, from 0 to {@link #length}.
   *
   * @return the writer's own array, valid until the next write
   */
  public final byte[] buffer() {
    return buffer;
  }

  /**
   * How many bytes of the buffer the last record takes.
   *
   * @return 1 to {@value FieldWriter#MAX_RECORD_BYTES}
   */
  public final int length() {
    return length;
  }

  /** A copy of what is behind an index. */
  final byte[] copyFrom(int start) {
    return Arrays.copyOfRange(buffer, start, length);
  }

  /** From now on a record of so many bytes is full. */
  final void limit(int bytes) {
    limit = bytes;
  }

  /**
   * Makes room and moves the end.
   *
   * @param count how many bytes follow
   * @return where they start
   */
  protected final int claim(int count) {
    int start = length;
    int end = start + count;
    if (end > limit) {
      throw RecordFull.INSTANCE;
    }
    if (end > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, Math.min(FieldWriter.MAX_RECORD_BYTES, Math.max(end, buffer.length * 2)));
    }
    length = end;
    return start;
  }

  /**
   * How many bytes can be claimed.
   *
   * @return what is left of the record
   */
  protected final int room() {
    return limit - length;
  }

  /**
   * Gives back bytes claimed and not used.
   *
   * @param end the new end
   */
  protected final void truncate(int end) {
    length = end;
  }

  /**
   * Appends one byte.
   *
   * @param value the byte
   */
  protected final void put(int value) {
    int at = claim(1);
    buffer[at] = (byte) value;
  }

  /**
   * Appends a text of ASCII.
   *
   * @param text the text
   */
  @SuppressWarnings("deprecation") // It copies bytes, which is what ASCII is.
  protected final void putAscii(String text) {
    int count = text.length();
    int at = claim(count);
    text.getBytes(0, count, buffer, at);
  }

  /**
   * Appends bytes.
   *
   * @param source from its first
   * @param count this many
   */
  protected final void put(byte[] source, int count) {
    int at = claim(count);
    System.arraycopy(source, 0, buffer, at, count);
  }

  /** Thrown where a record has reached its limit; caught where its field began. */
  private static final class RecordFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // Without a stack trace, and so without a state that its throwers could share.
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final RecordFull INSTANCE = new RecordFull();

    private RecordFull() {
      super("record is full", null, false, false);
    }
  }
}
