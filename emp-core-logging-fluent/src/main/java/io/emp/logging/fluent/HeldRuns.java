package io.emp.logging.fluent;

import java.nio.file.Path;

/**
 * The run directories that this JVM has locked. Nobody in the JVM may as much as open a lock file
 * of one: by POSIX a process loses its lock on a file as soon as it closes <i>any</i> of its
 * descriptors of that file, and nothing tells it so.
 *
 * <p>Kept in system properties, one for each, since the trap is the process's and two applications
 * in one JVM may each have this class from a class loader of their own. Thread-safe.
 */
final class HeldRuns {

  private static final String PREFIX = "io.emp.logging.fluent.held.";

  private HeldRuns() {}

  /**
   * Claims a directory within the JVM.
   *
   * @param directory its real path, whether or not it exists yet
   * @return whether it was free
   */
  static boolean add(Path directory) {
    return System.getProperties().putIfAbsent(PREFIX + directory, "true") == null;
  }

  static void remove(Path directory) {
    System.getProperties().remove(PREFIX + directory);
  }
}
