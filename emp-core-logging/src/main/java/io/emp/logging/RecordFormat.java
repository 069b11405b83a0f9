package io.emp.logging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a {@link FieldWriter}'s format says: how a name and a value lie in memory. Not thread-safe.
 */
public abstract class RecordFormat extends RecordBuffer {

  /** The most bytes of what stands at the end of a text that was cut. */
  protected static final int CUT_MARK_BYTES = CutMark.BYTES;

  RecordFormat() {}

  /**
   * Starts a record.
   *
   * @param time when the event happened
   * @return where the map of its fields starts, as {@link #openContainer} would say it
   */
  protected abstract int beginRecord(Instant time);

  /** Ends a record, after its map was closed. */
  protected void endRecord() {}

  /**
   * Starts a map or an array whose size is not yet known.
   *
   * @return where it starts
   */
  protected abstract int openContainer();

  /**
   * Ends a map.
   *
   * @param start where it starts
   * @param entries how many entries it has
   */
  protected abstract void closeMap(int start, int entries);

  /**
   * Ends an array.
   *
   * @param start where it starts
   * @param elements how many elements it has
   */
  protected abstract void closeArray(int start, int elements);

  /** Comes before each element of an array. */
  protected abstract void element();

  /**
   * Writes the key of a map's entry.
   *
   * @param key the key, already within its limits
   */
  protected abstract void key(String key);

  /**
   * The bytes of a key as {@link #key} writes them, to be kept and copied.
   *
   * @param key lower-case ASCII letters and underscores
   * @return the bytes
   */
  protected abstract byte[] keyBytes(String key);

  /**
   * Writes a text, cut at a character's border and marked where it would take more than a number of
   * encoded bytes. A lone surrogate becomes U+FFFD.
   *
   * @param text any text
   * @param maxBytes the most bytes to write, {@value #CUT_MARK_BYTES} at least
   */
  protected abstract void text(String text, int maxBytes);

  /**
   * Writes a text of printable ASCII without quotes and backslashes.
   *
   * @param text the bytes
   * @param count how many of them, 255 at most
   */
  protected abstract void plainText(byte[] text, int count);

  /**
   * Begins a text whose parts are written one after another.
   *
   * @return where it starts
   */
  protected abstract int beginText();

  /**
   * Writes a part of a text. A lone surrogate becomes U+FFFD.
   *
   * @param text the part
   * @param plain whether it is printable ASCII without quotes and backslashes
   */
  protected abstract void textPart(String text, boolean plain);

  /**
   * Writes a line of a text: tabs, printable ASCII without quotes and backslashes, a line feed.
   *
   * @param tabs how many tabs
   * @param line the bytes behind them
   * @param count how many of these
   */
  protected abstract void textLine(int tabs, byte[] line, int count);

  /**
   * Ends a text of {@value FieldWriter#MAX_STRING_BYTES} bytes at the most.
   *
   * @param start what {@link #beginText} gave
   */
  protected abstract void endText(int start);

  /**
   * Writes an integer.
   *
   * @param value any
   */
  protected abstract void number(long value);

  /**
   * Writes a floating-point number, always in a form that is read back as one.
   *
   * @param value a finite number
   */
  protected abstract void number(double value);

  /**
   * Writes a truth value.
   *
   * @param value any
   */
  protected abstract void bool(boolean value);

  /**
   * What stands at the end of a text that was cut.
   *
   * @param characters how many characters the whole text has
   * @return for example {@code ...[cut, 10485760 characters in all]}, in ASCII
   */
  protected static byte[] cutMark(int characters) {
    return CutMark.of(characters).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Encodes one character outside ASCII in UTF-8; a lone surrogate becomes U+FFFD.
   *
   * @param text has the character
   * @param i where
   * @param out gets 2 to 4 bytes
   * @param at where
   * @return where they end; 4 bytes are those of two chars, a surrogate pair
   */
  protected static int utf8(String text, int i, byte[] out, int at) {
    return Utf8.write(text, i, out, at);
  }
}
