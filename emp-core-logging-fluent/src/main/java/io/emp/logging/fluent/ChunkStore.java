package io.emp.logging.fluent;

import java.io.IOException;
import java.util.List;

/**
 * The place where chunks lie: memory, or files of a directory. Except for {@link #adopted} it may
 * be asked by several threads.
 */
interface ChunkStore extends AutoCloseable {

  /**
   * What runs that have ended left undelivered, the oldest first; asked once, before all else.
   * Chunks that nothing can be read from are set aside, told, and are not among them.
   */
  List<Chunk> adopted();

  /**
   * A new chunk, free. May do I/O.
   *
   * @throws IOException where there is no room or the place cannot be written; the message says
   *     why, for people
   */
  Chunk allocate() throws IOException;

  /** Gives back a chunk of this store that has nothing undelivered. Never throws. */
  void release(Chunk chunk);

  /**
   * Gives all back. Chunks with undelivered entries stay for the next run where the place outlives
   * the process. Never throws.
   */
  @Override
  void close();
}
