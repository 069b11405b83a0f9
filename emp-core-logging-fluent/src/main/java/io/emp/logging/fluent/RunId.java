package io.emp.logging.fluent;

import java.util.UUID;

/**
 * The identity of one run of an appender, from its start to its stop: 128 random bits. With {@code
 * seq} it names an event, so that a duplicate can be told downstream.
 */
record RunId(long high, long low) {

  static RunId random() {
    UUID uuid = UUID.randomUUID();
    return new RunId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** 32 lower-case hex digits. */
  String hex() {
    return String.format("%016x%016x", high, low);
  }
}
