package io.emp.logging.fluent;

import java.util.UUID;

/**
 * The identity of this JVM. Pids are used again, and in containers all are the same. Kept in the
 * system properties, since two applications in one JVM may each have this class from a class loader
 * of their own.
 */
final class Jvm {

  private static final String PROPERTY = "io.emp.logging.fluent.jvm";

  /** The same for as long as the JVM lives; random. */
  static final UUID ID = id();

  private Jvm() {}

  private static UUID id() {
    UUID random = UUID.randomUUID();
    Object before = System.getProperties().putIfAbsent(PROPERTY, random.toString());
    try {
      return before == null ? random : UUID.fromString(before.toString());
    } catch (IllegalArgumentException e) {
      // Somebody else's value.
      return random;
    }
  }
}
