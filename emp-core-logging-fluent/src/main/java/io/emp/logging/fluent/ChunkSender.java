package io.emp.logging.fluent;

import java.io.IOException;

/** The way of a chunk to a collector. */
interface ChunkSender extends AutoCloseable {

  /**
   * Sends a sealed chunk and returns only once the collector has taken it. After an exception the
   * chunk may or may not have arrived. Called by one thread.
   *
   * @throws IOException where it did not, or did not say so in time; the message says why, for
   *     people
   */
  void send(Chunk chunk) throws IOException;

  /** What it sends to, for messages: a URI. */
  String target();

  /**
   * Gives up what it holds; a {@code send} under way fails at once. Any thread, any number of
   * times.
   */
  @Override
  void close();
}
