package io.emp.logging.fluent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches by the Forward protocol to one endpoint, over a connection that it keeps. Whatever
 * goes wrong on a connection, the connection is discarded.
 */
final class ForwardSender implements ChunkSender {

  private final Connector connector;
  private final Handshake handshake;
  private final AckPatience patience;
  private final boolean gzip;
  private final String target;

  /** Held while sending; so who closes can tell whether there is anybody to be interrupted. */
  private final ReentrantLock sending = new ReentrantLock();

  private @Nullable ForwardConnection connection;
  private volatile boolean closed;

  ForwardSender(Endpoint endpoint, TransportSettings settings) {
    connector = new Connector(endpoint, settings);
    handshake = new Handshake(settings.credentials(), settings.connectTimeout());
    patience = new AckPatience(settings.ackTimeout());
    gzip = settings.gzip();
    target = (settings.tls() == null ? "forward://" : "forward+tls://") + endpoint;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the collector, or a load balancer before it, ends a connection that served before,
   * what is not told of is sent again over a new one, which counts as no refusal. Each further time
   * takes at least one batch told of, so that this comes to an end.
   */
  @Override
  public void send(List<Batch> batches, Consumer<Batch> taken) throws IOException {
    sending.lock();
    try {
      List<Batch> left = new ArrayList<>(batches);
      while (!left.isEmpty()) {
        sendOnce(left, taken);
      }
    } finally {
      if (closed) {
        discard();
      }
      sending.unlock();
    }
  }

  /** Returns with some left where it is worth another go. */
  private void sendOnce(List<Batch> left, Consumer<Batch> taken) throws IOException {
    ForwardConnection current = connection();
    try {
      current.send(
          List.copyOf(left.subList(0, Math.min(left.size(), current.capacity()))),
          patience,
          batch -> {
            left.remove(0);
            taken.accept(batch);
          });
    } catch (IOException e) {
      discard();
      if (!current.isUsed() || closed || !isEnded(e)) {
        throw closed ? new IOException("closed", e) : e;
      }
    } catch (RuntimeException | Error e) {
      discard();
      throw e;
    }
  }

  private static boolean isEnded(IOException failure) {
    Throwable cause = failure.getCause();
    return !(failure instanceof NotAdmittedException)
        && cause != null
        && ConnectFailure.isClosed(cause);
  }

  private ForwardConnection connection() throws IOException {
    ForwardConnection current = connection;
    if (current != null) {
      if (current.isUsable()) {
        return current;
      }
      connection = null;
      current.farewell();
    }
    current = ForwardConnection.open(connector, handshake, gzip);
    connection = current;
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
    return target;
  }

  @Override
  public void close() {
    closed = true;
    if (sending.tryLock()) {
      try {
        ForwardConnection current = connection;
        connection = null;
        if (current != null) {
          current.farewell();
        }
      } finally {
        sending.unlock();
      }
    }
    // Ends a send under way, wherever it waits.
    connector.close();
  }
}
