package io.emp.logging.fluent;

import io.emp.logging.fluent.NotAdmittedException.Lacking;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One connection to a collector's Forward input, with the handshake done. After a failure it is
 * closed by its owner and never used again: an acknowledgement that comes late must not be taken
 * for that of another batch.
 */
final class ForwardConnection implements Closeable {

  private static final String ASKS_FOR_KEY =
      "the collector asks for a shared key: set sharedKey (FLUENTD_SHARED_KEY)";

  private static final String CLOSED = "the collector closed the connection";

  private final Connection connection;
  private final boolean gzip;
  private final boolean keepalive;
  private boolean used;

  private ForwardConnection(Connection connection, boolean gzip, boolean keepalive) {
    this.connection = connection;
    this.gzip = gzip;
    this.keepalive = keepalive;
  }

  /** Connects and shakes hands. */
  static ForwardConnection open(Connector connector, Handshake handshake, boolean gzip)
      throws IOException {
    Connection connection = connector.open();
    try {
      boolean keepalive = !handshake.isDue() || handshake.perform(connection);
      return new ForwardConnection(connection, gzip, keepalive);
    } catch (IOException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** Whether a batch was taken over it. */
  boolean isUsed() {
    return used;
  }

  boolean isUsable() {
    return (keepalive || !used) && connection.isUsable();
  }

  /**
   * Writes a batch and reads its acknowledgement.
   *
   * @throws RefusedException where the collector had at least a part of the batch
   * @throws IOException where it had nothing of it, or lets nobody in
   */
  void send(Batch batch, AckPatience patience) throws IOException {
    long before = connection.writtenBytes();
    IOException failure = null;
    try {
      write(batch, patience);
    } catch (IOException e) {
      // Why it takes no more is there to be read still.
      failure = e;
    }
    try {
      readAck(batch, patience);
      used = true;
    } catch (IOException e) {
      failure = failure == null || e instanceof NotAdmittedException ? e : failure;
    }
    if (failure != null) {
      throw told(failure, connection.writtenBytes() > before, patience);
    }
  }

  private void write(Batch batch, AckPatience patience) throws IOException {
    ByteBuffer packed = batch.packed().duplicate();
    ByteBuffer body = gzip ? ForwardMessage.gzip(packed) : packed;
    connection.within(
        patience.time(),
        "the collector did not read a batch",
        patience.property(),
        () ->
            connection.write(
                ForwardMessage.head(batch.tag(), body.remaining()),
                body,
                ForwardMessage.tail(batch, gzip)));
  }

  private void readAck(Batch batch, AckPatience patience) throws IOException {
    long start = System.nanoTime();
    ControlMessage answer = answer(patience);
    if (answer instanceof ControlMessage.Hello) {
      throw new NotAdmittedException(Lacking.SHARED_KEY_MISSING, ASKS_FOR_KEY, null);
    }
    if (!(answer instanceof ControlMessage.Ack ack)) {
      throw new ProtocolException("the collector answered PONG where an ack was due");
    }
    if (!ack.id().equals(batch.id())) {
      throw new ProtocolException(
          "the collector acknowledged \""
              + ControlReader.shown(ack.id())
              + "\" in place of \""
              + batch.id()
              + "\"");
    }
    patience.acked(Duration.ofNanos(System.nanoTime() - start));
  }

  private ControlMessage answer(AckPatience patience) throws IOException {
    try {
      return connection.within(
          patience.time(),
          "no acknowledgement",
          patience.property(),
          () -> ControlReader.read(connection.in()));
    } catch (IOException e) {
      String alert = used ? null : ConnectFailure.alert(e);
      throw alert == null ? e : new NotAdmittedException(Lacking.CERTIFICATE, alert, e);
    }
  }

  private IOException told(IOException failure, boolean had, AckPatience patience) {
    if (failure instanceof SocketTimeoutException) {
      patience.timedOut();
    }
    if (failure instanceof NotAdmittedException) {
      return failure;
    }
    String message = ConnectFailure.reason(failure);
    if (ConnectFailure.isClosed(failure)) {
      if (!message.startsWith(CLOSED)) {
        message = CLOSED + " before it acknowledged (" + message + ")";
      }
      if (!used && !connection.isTls()) {
        message += "; is it no Forward input, does it expect TLS, or is the batch too large for it";
      }
    }
    return had ? new RefusedException(message, failure) : new IOException(message, failure);
  }

  /** Takes leave where nothing is under way. */
  void farewell() {
    connection.farewell();
  }

  @Override
  public void close() {
    connection.close();
  }
}
