package io.emp.examples.collector;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as it arrived.
 *
 * @param tag the tag it was sent under
 * @param time when it happened, to the nanosecond where the sender gave that
 * @param fields its record, in the order of the wire; whole numbers are {@code Long}, others {@code
 *     Double}, those beyond a long {@code BigInteger}
 */
public record CollectedEvent(String tag, Instant time, Map<String, @Nullable Object> fields) {

  /** Keeps an unmodifiable copy of the map. */
  public CollectedEvent {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * A field as text.
   *
   * @param name its name
   * @return the value's text, or null where there is no such field
   */
  public @Nullable String text(String name) {
    Object value = fields.get(name);
    return value == null ? null : value.toString();
  }
}
