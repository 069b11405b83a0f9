package io.emp.logging.fluent;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One connection to a collector's Forward input. */
final class ForwardConnection implements Closeable {

  /**
   * A connection that rested this long is looked at before it is used: a load balancer may have
   * closed it.
   */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final int COPY_BYTES = 64 * 1024;

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final Deadlines deadlines;
  private final byte[] copy = new byte[COPY_BYTES];
  private long lastUsedNanos = System.nanoTime();

  private ForwardConnection(Socket socket, Deadlines deadlines) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream());
    this.deadlines = deadlines;
  }

  /** Resolves the name, and connects to the first of its addresses that answers. */
  static ForwardConnection open(Endpoint endpoint, Duration timeout, Deadlines deadlines)
      throws IOException {
    IOException failure = null;
    for (InetAddress address : addresses(endpoint)) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(
            new InetSocketAddress(address, endpoint.port()), Math.toIntExact(timeout.toMillis()));
        return new ForwardConnection(socket, deadlines);
      } catch (IOException e) {
        socket.close();
        IOException told =
            new IOException(reason(e, timeout) + " (" + address.getHostAddress() + ")", e);
        if (failure == null) {
          failure = told;
        } else {
          failure.addSuppressed(told);
        }
      }
    }
    throw failure == null ? new UnknownHostException(endpoint.host()) : failure;
  }

  private static InetAddress[] addresses(Endpoint endpoint) throws IOException {
    try {
      return InetAddress.getAllByName(endpoint.host());
    } catch (UnknownHostException e) {
      throw new IOException("the host name \"" + endpoint.host() + "\" cannot be resolved", e);
    }
  }

  private static String reason(IOException e, Duration timeout) {
    if (e instanceof SocketTimeoutException) {
      return "no connection within " + timeout.toMillis() + " ms";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /**
   * Writes a chunk as it lies and waits for its acknowledgement, both within one deadline: a peer
   * that accepts and never reads is noticed as one that never answers.
   */
  void send(Chunk chunk, Duration timeout) throws IOException {
    try (Deadlines.Deadline deadline = deadlines.start(timeout, socket)) {
      try {
        write(chunk.message());
        String ack = AckReader.read(in);
        if (!ack.equals(chunk.id())) {
          throw new IOException(
              "the collector acknowledged \"" + ack + "\" in place of \"" + chunk.id() + "\"");
        }
      } catch (IOException e) {
        throw deadline.hasPassed()
            ? new SocketTimeoutException(
                "no acknowledgement within " + timeout.toMillis() + " ms (ackTimeout)")
            : e;
      }
    }
    lastUsedNanos = System.nanoTime();
  }

  private void write(ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      int count = Math.min(message.remaining(), copy.length);
      message.get(copy, 0, count);
      out.write(copy, 0, count);
    }
    out.flush();
  }

  /**
   * False where the peer has closed the connection, or sent what nobody asked for. Looks only after
   * a rest, since looking takes a millisecond.
   */
  boolean isUsable() {
    if (System.nanoTime() - lastUsedNanos < REST.toNanos()) {
      return true;
    }
    try {
      socket.setSoTimeout(1);
      in.read(); // The end of the stream, or an answer to nothing, such as a HELO.
      return false;
    } catch (SocketTimeoutException e) {
      return waitsWithoutTimeoutAgain();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean waitsWithoutTimeoutAgain() {
    try {
      socket.setSoTimeout(0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }
}
