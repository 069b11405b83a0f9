package io.emp.logging.fluent;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a collector, in plain text or secured. One thread uses it; any thread may close
 * it, which ends a read or a write that is under way.
 */
final class Connection implements Closeable {

  /**
   * A connection that rested this long is looked at before it is used: a load balancer may have
   * closed it.
   */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int COPY_BYTES = 64 * 1024;

  /** What is read from and written to: the TLS socket where there is one. */
  private final Socket socket;

  /** Closing this ends whatever is under way; closing a TLS socket may wait for a blocked write. */
  private final Socket raw;

  private final OutputStream out;
  private final InputStream in;
  private final Deadlines deadlines;
  private final long tooOldNanos;
  private final byte[] copy = new byte[COPY_BYTES];
  private long lastUsedNanos = System.nanoTime();
  private @Nullable String timedOut;
  private long writtenBytes;

  /** Work that reads or writes. */
  interface Exchange<T> {
    T run() throws IOException;
  }

  /**
   * A connection whose handshakes are done.
   *
   * @param maxAge after which it is of no use any more
   */
  Connection(Socket socket, Socket raw, Deadlines deadlines, Duration maxAge) throws IOException {
    this.socket = socket;
    this.raw = raw;
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream());
    this.deadlines = deadlines;
    this.tooOldNanos = System.nanoTime() + maxAge.toNanos();
  }

  /** Waits without a limit: to be read only {@link #within} a time. */
  InputStream in() {
    return in;
  }

  /** Not buffered, and waits without a limit: to be written to only {@link #within} a time. */
  OutputStream out() {
    return out;
  }

  /** Whether it is secured. */
  boolean isTls() {
    return socket != raw;
  }

  /**
   * Writes what remains in the buffers, one behind the other, in as few packets as go. They are
   * left at their ends. Only {@link #within} a time.
   *
   * @return always true, for use in an {@link Exchange}
   */
  boolean write(ByteBuffer... buffers) throws IOException {
    int filled = 0;
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        int count = Math.min(buffer.remaining(), copy.length - filled);
        buffer.get(copy, filled, count);
        filled += count;
        if (filled == copy.length) {
          flush(filled);
          filled = 0;
        }
      }
    }
    if (filled > 0) {
      flush(filled);
    }
    out.flush();
    return true;
  }

  private void flush(int filled) throws IOException {
    out.write(copy, 0, filled);
    writtenBytes += filled;
  }

  /** How many bytes were handed to the system by {@link #write}. */
  long writtenBytes() {
    return writtenBytes;
  }

  /**
   * Runs an exchange. Where it takes longer than it may, the connection is closed.
   *
   * @param complaint what is missing then, such as "no acknowledgement"
   * @param property the setting that the time is from
   * @throws SocketTimeoutException which says so, where the time was not enough
   */
  <T> T within(Duration time, String complaint, String property, Exchange<T> exchange)
      throws IOException {
    try (Deadlines.Deadline deadline = deadlines.start(time, raw)) {
      try {
        T result = exchange.run();
        lastUsedNanos = System.nanoTime();
        return result;
      } catch (IOException | RuntimeException e) {
        if (timedOut != null) {
          throw timeout(timedOut, e);
        }
        if (deadline.hasPassed()) {
          throw timeout(ConnectFailure.timeout(complaint, time, property), e);
        }
        throw e;
      } finally {
        if (deadline.hasPassed()) {
          // It may have passed the instant after the exchange had its result. The next one fails.
          timedOut = ConnectFailure.timeout(complaint, time, property);
        }
      }
    }
  }

  private static SocketTimeoutException timeout(String message, Exception cause) {
    SocketTimeoutException timeout = new SocketTimeoutException(message);
    timeout.initCause(cause);
    return timeout;
  }

  /**
   * False where the peer has closed the connection, or sent what nobody asked for, or where it has
   * reached its age. Looks at the peer only after a rest, since looking takes a millisecond.
   */
  boolean isUsable() {
    long now = System.nanoTime();
    if (raw.isClosed() || now - tooOldNanos >= 0) {
      return false;
    }
    return now - lastUsedNanos < REST.toNanos() || isQuiet();
  }

  /** Looks, in a millisecond, whether the peer has closed or sent something. */
  boolean isQuiet() {
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

  /**
   * Closes it as the peer expects, where nothing is under way: under TLS it is told first. Takes a
   * second at the most.
   */
  void farewell() {
    if (isTls()) {
      try {
        within(
            FAREWELL,
            "no end",
            "fixed",
            () -> {
              socket.close();
              return true;
            });
      } catch (IOException e) {
        // It is given up either way.
      }
    }
    close();
  }

  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }
}
