package io.emp.logging.fluent;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event as a collector has received it. */
record ReceivedEvent(String tag, Instant time, Map<String, @Nullable Object> fields) {

  /** The place of the event in the order of all that its appender was handed. */
  long seq() {
    return number("seq");
  }

  /** A field that is a whole number, however the collector wrote it. */
  long number(String name) {
    if (fields.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new AssertionError("no number " + name + " in " + fields);
  }
}
