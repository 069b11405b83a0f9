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
  default List<Chunk> adopted() {
    return adopted(Long.MAX_VALUE);
  }

  /**
   * The same, as much as there is room for now; what is left is for a later time.
   *
   * @param mostBytes how many bytes of chunks at the most
   */
  List<Chunk> adopted(long mostBytes);

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

  /** Takes an entry of the appender's own; false where there is no room. */
  interface Taker {
    boolean offer(MessagePackWriter entry);
  }

  /** What else is to be done now and then, and at once after chunks were made. May do I/O. */
  default void tend(Taker taker) {}

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
