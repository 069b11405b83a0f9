package io.emp.logging.fluent;

import java.io.IOException;
import java.util.List;

/**
 * The place where chunks lie: memory, or files of a directory. One thread allocates, adopts, forces
 * and closes; another may release at the same time.
 */
interface ChunkStore extends AutoCloseable {

  /**
   * What runs that have ended left undelivered, the oldest first; asked before all else, and again
   * now and then. Chunks that nothing can be read from are set aside, told, and are not among them.
   */
  List<Chunk> adopted();

  /**
   * A new chunk, free. May do I/O.
   *
   * @throws IOException where there is no room or the place cannot be written; the message says
   *     why, for people
   */
  Chunk allocate() throws IOException;

  /** Whether a delivered chunk may be used again; if not it is to be released. */
  boolean isReusable(Chunk chunk);

  /** Looks whether a place that failed can be used again; asked now and then. May do I/O. */
  default void probe() {}

  /** Whether what is undelivered in a chunk outlives the process. */
  boolean isDurable(Chunk chunk);

  /** Whether a chunk ends with the process in any case. Does no I/O. */
  default boolean isInMemory(Chunk chunk) {
    return false;
  }

  /** Gives back a chunk of this store that has nothing undelivered. Never throws. */
  void release(Chunk chunk);

  /** Has the operating system write to the disk what was appended since the last time. */
  void force() throws IOException;

  /**
   * Gives all back. Durable chunks with undelivered entries stay for the next run. Never throws.
   */
  @Override
  void close();
}
