package io.emp.examples.collector;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as it was received.
 *
 * @param tag the tag of the message the event came in
 * @param time when the event happened, by its entry's time; whole seconds where that is an integer
 * @param fields the record, unmodifiable and in the order in which it was received. A value is a
 *     {@link Long}, a {@link java.math.BigInteger} (an integer that a long cannot hold), a {@link
 *     Double}, a {@link Boolean}, a {@link String}, null, or an unmodifiable {@link java.util.List}
 *     or {@link Map} of such values
 */
public record CollectedEvent(String tag, Instant time, Map<String, @Nullable Object> fields) {

  /** Copies the map of the fields, in its order. */
  public CollectedEvent {
    requireNonNull(tag, "tag");
    requireNonNull(time, "time");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
