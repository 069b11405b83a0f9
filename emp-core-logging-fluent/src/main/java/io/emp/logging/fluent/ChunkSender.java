package io.emp.logging.fluent;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The way of batches to a collector. One thread sends; any thread may close. */
interface ChunkSender extends AutoCloseable {

  /**
   * Sends batches and returns once the collector has taken all of them, in their order. Tells of
   * each one as soon as it is taken. After an exception those not told of may or may not have
   * arrived.
   *
   * @param batches one at least, in order; a sender may have several on their way at once
   * @param taken called on the calling thread, in the order of the batches
   * @throws RefusedException where the collector had the first batch not told of, and did not take
   *     it
   * @throws IOException where the collector could not be reached or let nobody in; the message says
   *     why, for people
   */
  void send(List<Batch> batches, Consumer<Batch> taken) throws IOException;

  /** What it sends to now, for messages: a URI without secrets. */
  String target();

  /**
   * Gives up what it holds; a {@code send} under way fails at once. Any thread, any number of
   * times.
   */
  @Override
  void close();
}
