package io.emp.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The MDCs that a writer meets, encoded once where they stay the same. Not thread-safe. */
final class WriterMdcs {

  private final FieldWriter out;
  private final CallerFields callerFields;
  private final LineMdc line = new LineMdc();

  private final KnownMdcs ofLines = new KnownMdcs(this::encodedOfLine);

  private final KnownMdcs ofOwn = new KnownMdcs(this::encodedOfOwn);

  WriterMdcs(FieldWriter out, CallerFields callerFields) {
    this.out = out;
    this.callerFields = callerFields;
  }

  /**
   * What is known of a plain line's map; null where it has to be written entry by entry. Asked
   * before a record has a field of the caller's.
   */
  @Nullable KnownMdc ofLine(@Nullable Map<String, String> mdc) {
    return ofLines.of(mdc);
  }

  /** The same for an event that brings its context itself. */
  @Nullable KnownMdc ofOwn(Map<String, String> mdc) {
    return ofOwn.of(mdc);
  }

  /** Takes a plain line's map apart; until the next is read. */
  LineMdc read(Map<String, String> mdc) {
    return line.read(mdc);
  }

  private @Nullable KnownMdc encodedOfLine(Map<String, String> mdc) {
    LineMdc read = read(mdc);
    return ifWhole(
        new KnownMdc(
            mdc,
            out.encoded(read::writeTrace),
            out.encoded(read::writeContext),
            out.encoded(read::writeRest)));
  }

  private @Nullable KnownMdc encodedOfOwn(Map<String, String> mdc) {
    return ifWhole(
        new KnownMdc(
            mdc,
            KnownMdc.NOTHING,
            KnownMdc.NOTHING,
            out.encoded(writer -> EventFields.restOfThreadMdc(writer, mdc))));
  }

  /** The record begins anew with its caller's fields. */
  private @Nullable KnownMdc ifWhole(KnownMdc encoded) {
    boolean whole = callerFields.areWhole();
    callerFields.clear();
    return whole && encoded.bytes() <= KnownMdc.MAX_BYTES ? encoded : null;
  }
}
