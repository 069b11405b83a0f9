package io.emp.logging.fluent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends chunks by the Forward protocol over a connection it keeps. Whatever goes wrong on a
 * connection, the connection is discarded: an acknowledgement that comes late must not be taken for
 * that of the next chunk.
 */
final class ForwardSender implements ChunkSender {

  private final FluentSettings settings;
  private final Deadlines deadlines = new Deadlines();
  private volatile @Nullable ForwardConnection connection;
  private volatile boolean closed;

  ForwardSender(FluentSettings settings) {
    this.settings = settings;
  }

  @Override
  public void send(Chunk chunk) throws IOException {
    ForwardConnection current = connection();
    try {
      current.send(chunk, settings.ackTimeout());
    } catch (IOException | RuntimeException | Error e) {
      discard();
      throw e;
    }
  }

  private ForwardConnection connection() throws IOException {
    ForwardConnection current = connection;
    if (current != null && current.isUsable()) {
      return current;
    }
    discard();
    current = ForwardConnection.open(settings.endpoint(), settings.connectTimeout(), deadlines);
    connection = current;
    if (closed) {
      discard();
      throw new IOException("closed");
    }
    return current;
  }

  private void discard() {
    ForwardConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public String target() {
    return "forward://" + settings.endpoint();
  }

  @Override
  public void close() {
    closed = true;
    discard();
    deadlines.close();
  }
}
