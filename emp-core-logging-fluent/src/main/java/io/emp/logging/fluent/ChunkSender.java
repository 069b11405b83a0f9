package io.emp.logging.fluent;

import java.io.IOException;

/** The way of batches to a collector. One thread sends; any thread may close. */
interface ChunkSender extends AutoCloseable {

  /**
   * Sends a batch and returns once the collector has taken it. After an exception it may or may not
   * have arrived.
   *
   * @throws RefusedException where the collector had the batch, or a part of it, and did not take
   *     it
   * @throws IOException where the collector could not be reached or let nobody in; the message says
   *     why, for people
   */
  void send(Batch batch) throws IOException;

  /** What it sends to now, for messages: a URI without secrets. */
  String target();

  /**
   * Gives up what it holds; a {@code send} under way fails at once. Any thread, any number of
   * times.
   */
  @Override
  void close();
}
