package io.emp.logging;

import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace an event belongs to, in lower-case hex: 32 digits, 16 and 2; the latter two only where
 * there is a span.
 */
record TraceContext(String traceId, @Nullable String spanId, @Nullable String traceFlags) {

  private static final int LENGTH = 55;
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /**
   * The flags of a trace that nobody has told of: sampled, since a worker whose sampler heeds its
   * parent would record none of it otherwise.
   */
  private static final String SAMPLED = "01";

  /**
   * Reads a W3C {@code traceparent} (https://www.w3.org/TR/trace-context/#traceparent-header):
   * {@code 00-<trace id>-<parent id>-<flags>}; a later version may have more behind another dash.
   * Null where it is not valid.
   */
  static @Nullable TraceContext parse(@Nullable String traceparent) {
    if (traceparent == null) {
      return null;
    }
    String text = traceparent.strip();
    if (text.length() < LENGTH
        || !isHex(text, 0, 2)
        || text.startsWith("ff")
        || text.charAt(2) != '-'
        || !isHex(text, 3, 35)
        || text.charAt(35) != '-'
        || !isHex(text, 36, 52)
        || text.charAt(52) != '-'
        || !isHex(text, 53, LENGTH)) {
      return null;
    }
    if (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-')) {
      return null;
    }
    String traceId = text.substring(3, 35);
    String spanId = text.substring(36, 52);
    if (traceId.equals(NO_TRACE) || spanId.equals(NO_SPAN)) {
      return null;
    }
    return new TraceContext(traceId, spanId, text.substring(53, LENGTH));
  }

  /**
   * Reads the ids of a trace as older jobs have them. A trace id may be a UUID with its dashes, in
   * upper case, or one of 16 digits, which is filled up with zeros from the left as B3 does. Null
   * where the trace id is not valid; without a valid span id there is none.
   */
  static @Nullable TraceContext ofIds(@Nullable String traceId, @Nullable String spanId) {
    String trace = hexDigits(traceId);
    if (trace.length() == 16) {
      trace = NO_SPAN + trace;
    }
    if (!isHex(trace, 32) || trace.equals(NO_TRACE)) {
      return null;
    }
    String span = hexDigits(spanId);
    return isHex(span, 16) && !span.equals(NO_SPAN)
        ? new TraceContext(trace, span, SAMPLED)
        : new TraceContext(trace, null, null);
  }

  private static String hexDigits(@Nullable String id) {
    return id == null || id.length() > LENGTH
        ? ""
        : id.strip().replace("-", "").toLowerCase(Locale.ROOT);
  }

  /**
   * As a {@code traceparent}. Where no span is known its place is taken by the lower half of the
   * trace id, so that whoever continues the trace names the same parent.
   */
  String traceparent() {
    return "00-" + traceId + "-" + parentId() + "-" + (traceFlags == null ? SAMPLED : traceFlags);
  }

  /** The span that a continued trace names as its parent. */
  String parentId() {
    if (spanId != null) {
      return spanId;
    }
    String half = traceId.substring(16);
    return half.equals(NO_SPAN) ? NO_SPAN.substring(1) + "1" : half;
  }

  /** The fields by their wire names. */
  void forEach(BiConsumer<String, String> consumer) {
    consumer.accept(WireField.TRACE_ID.wireName, traceId);
    if (spanId != null) {
      consumer.accept(WireField.SPAN_ID.wireName, spanId);
    }
    if (traceFlags != null) {
      consumer.accept(WireField.TRACE_FLAGS.wireName, traceFlags);
    }
  }

  static TraceContext random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Never the invalid id of all zeros.
    long high = random.nextLong() | 1;
    HexFormat hex = HexFormat.of();
    String id = hex.toHexDigits(high) + hex.toHexDigits(random.nextLong());
    return new TraceContext(id, null, null);
  }

  /** Whether a text is that many lower-case hex digits. */
  static boolean isHex(String text, int digits) {
    return text.length() == digits && isHex(text, 0, digits);
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
