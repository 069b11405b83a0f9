package io.emp.logging.fluent;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
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
   * <p>Where the collector, or a load balancer before it, ends a connection that served before, the
   * batch is sent again over a new one, which counts as no refusal.
   */
  @Override
  public void send(Batch batch) throws IOException {
    sending.lock();
    try {
      if (!sendOnce(batch)) {
        sendOnce(batch);
      }
    } finally {
      if (closed) {
        discard();
      }
      sending.unlock();
    }
  }

  /** False where it is worth another go, over a connection that has not served yet. */
  private boolean sendOnce(Batch batch) throws IOException {
    ForwardConnection current = connection();
    try {
      current.send(batch, patience);
      return true;
    } catch (IOException e) {
      discard();
      if (!current.isUsed() || closed || !isEnded(e)) {
        throw closed ? new IOException("closed", e) : e;
      }
      return false;
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
