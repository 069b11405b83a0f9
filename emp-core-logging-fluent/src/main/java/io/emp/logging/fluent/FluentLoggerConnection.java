package io.emp.logging.fluent;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.fluentd.logger.errorhandler.ErrorHandler;
import org.fluentd.logger.sender.RawSocketSender;
import org.fluentd.logger.sender.Reconnector;
import org.jspecify.annotations.Nullable;

/**
 * One connection of fluent-logger-java: a sender of the library that is thrown away at its first
 * failure. So what it does after a failure never happens: it keeps records in a buffer of its own,
 * says that they were sent, drops new ones when the buffer is full, and fails with a {@code
 * NullPointerException} where it is full and there is no connection.
 *
 * <p>The only class that names the library, which may be absent. One thread uses it; any thread may
 * close it.
 */
final class FluentLoggerConnection implements Closeable {

  /** Room for the largest record that a batch can hold; nothing else is ever in the buffer. */
  private static final int BUFFER_BYTES = Chunk.MAX_BYTES + 64 * 1024;

  private final RawSocketSender sender;
  private final Socket socket;
  private @Nullable IOException failure;

  /**
   * Connects.
   *
   * @throws IOException where that fails
   */
  FluentLoggerConnection(Endpoint endpoint, Duration connectTimeout) throws IOException {
    sender =
        new RawSocketSender(
            endpoint.host(),
            endpoint.port(),
            Math.toIntExact(connectTimeout.toMillis()),
            BUFFER_BYTES,
            new AlwaysReconnects());
    sender.setErrorHandler(
        new ErrorHandler() {
          @Override
          public void handleNetworkError(IOException e) {
            failure = e;
          }
        });
    sender.flush(); // Connects, and has nothing else to do.
    IOException failed = failure;
    if (failed != null) {
      throw reason(failed, endpoint.host(), connectTimeout);
    }
    socket = takeSocketOf(sender);
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
  }

  private static IOException reason(IOException e, String host, Duration connectTimeout) {
    if (e instanceof SocketTimeoutException) {
      return new IOException(
          "no connection within " + connectTimeout.toMillis() + " ms (connectTimeout)", e);
    }
    if (e instanceof UnknownHostException) {
      return new IOException("the host name \"" + host + "\" cannot be resolved", e);
    }
    return new IOException(ConnectFailure.reason(e), e);
  }

  /**
   * The library shows its socket to nobody, and closing the socket is all that ends a write that
   * the peer does not read: the library's own {@code close} waits for the write. It is left with
   * one that is never closed: where its socket is closed between two records it would connect anew,
   * and write to a connection that no deadline ends.
   */
  private static Socket takeSocketOf(RawSocketSender sender) throws IOException {
    try {
      Field field = RawSocketSender.class.getDeclaredField("socket");
      field.setAccessible(true);
      Socket socket = (Socket) field.get(sender);
      field.set(sender, new NeverClosed());
      return socket;
    } catch (ReflectiveOperationException | RuntimeException e) {
      sender.close();
      throw new IOException(
          "this version of fluent-logger-java is not supported; org.fluentd:fluent-logger:0.3.4 is",
          e);
    }
  }

  /** What a deadline closes. */
  Socket socket() {
    return socket;
  }

  /**
   * Hands one record to the socket.
   *
   * @throws RefusedException where the library cannot encode it
   * @throws IOException where it cannot be written; the connection is of no more use
   */
  void emit(String tag, long seconds, Map<String, Object> record) throws IOException {
    boolean accepted;
    try {
      accepted = sender.emit(tag, seconds, record);
    } catch (RuntimeException e) {
      throw new RefusedException("fluent-logger-java failed: " + e, e);
    }
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    if (!accepted) {
      throw new RefusedException("fluent-logger-java does not accept the record");
    }
  }

  /**
   * Looks, in a millisecond, whether the peer has closed the connection.
   *
   * @throws IOException where the peer has said something, and will take nothing without an answer
   */
  boolean isOpen() throws IOException {
    int b;
    try {
      socket.setSoTimeout(1);
      b = socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      return true; // As it should be: nothing is to be read.
    } catch (SocketException e) {
      return false; // Reset.
    }
    if (b >= 0) {
      throw new IOException(
          "the collector asks for a shared key, which fluent-logger-java knows nothing of");
    }
    return false;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }

  /** Connected for ever, to nobody: the library writes to the stream that it has. */
  private static final class NeverClosed extends Socket {
    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isClosed() {
      return false;
    }
  }

  /** There is no reconnecting here, and a write must not be put off for an earlier failure. */
  private static final class AlwaysReconnects implements Reconnector {
    @Override
    public void clearErrorHistory() {}

    @Override
    public void addErrorHistory(long timestamp) {}

    @Override
    public boolean isErrorHistoryEmpty() {
      return true;
    }

    @Override
    public boolean enableReconnection(long timestamp) {
      return true;
    }
  }
}
