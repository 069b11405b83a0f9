package io.emp.logging.fluent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Makes connections to one endpoint. One thread connects; any thread may close. */
final class Connector implements AutoCloseable {

  /** Connections live up to this part shorter, so that many workers do not reconnect at once. */
  private static final double AGE_JITTER = 0.1;

  private final Endpoint endpoint;
  private final Duration timeout;
  private final Duration maxAge;
  private final @Nullable TlsLayer tls;
  private final Deadlines deadlines = new Deadlines();

  Connector(Endpoint endpoint, TransportSettings settings) {
    this.endpoint = endpoint;
    this.timeout = settings.connectTimeout();
    this.maxAge = settings.maxConnectionAge();
    this.tls = settings.tls() == null ? null : new TlsLayer(settings.tls());
  }

  /**
   * Resolves the name, and connects to the first of its addresses that answers, with the handshake
   * of TLS where it is configured. Resolving takes as long as the system lets it.
   *
   * @throws IOException where no address let it in; the message says what happened at each of them,
   *     for people
   */
  Connection open() throws IOException {
    List<String> reasons = new ArrayList<>();
    IOException failure = null;
    for (InetAddress address : addresses()) {
      try {
        return open(address);
      } catch (IOException e) {
        reasons.add(ConnectFailure.reason(e) + " (" + address.getHostAddress() + ")");
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw new IOException(String.join("; ", reasons), failure);
  }

  private InetAddress[] addresses() throws IOException {
    try {
      return InetAddress.getAllByName(endpoint.host());
    } catch (UnknownHostException e) {
      throw new IOException("the host name \"" + endpoint.host() + "\" cannot be resolved", e);
    }
  }

  private Connection open(InetAddress address) throws IOException {
    Socket raw = new Socket();
    try {
      connect(raw, new InetSocketAddress(address, endpoint.port()));
      Socket socket = tls == null ? raw : secure(tls, raw, address);
      double age = 1 - AGE_JITTER * ThreadLocalRandom.current().nextDouble();
      return new Connection(
          socket, raw, deadlines, Duration.ofMillis((long) (maxAge.toMillis() * age)));
    } catch (IOException | RuntimeException | Error e) {
      raw.close();
      throw e;
    }
  }

  private void connect(Socket raw, InetSocketAddress address) throws IOException {
    raw.setTcpNoDelay(true);
    raw.setKeepAlive(true);
    try (Deadlines.Deadline deadline = deadlines.start(timeout, raw)) {
      try {
        raw.connect(address);
      } catch (IOException e) {
        throw deadline.hasPassed() ? timedOut("no connection", e) : e;
      }
    }
  }

  private SSLSocket secure(TlsLayer layer, Socket raw, InetAddress address) throws IOException {
    try {
      return shakeHands(layer.over(raw, endpoint), raw);
    } catch (IOException e) {
      if (ConnectFailure.isAboutNames(e)) {
        throw ConnectFailure.ofName(e, endpoint.host(), namesAt(layer, address));
      }
      throw e;
    }
  }

  private SSLSocket shakeHands(SSLSocket socket, Socket raw) throws IOException {
    try (Deadlines.Deadline deadline = deadlines.start(timeout, raw)) {
      try {
        socket.startHandshake();
        return socket;
      } catch (IOException e) {
        throw deadline.hasPassed()
            ? new TlsFailedException(late("no TLS handshake (is this a TLS port?)"), e)
            : ConnectFailure.ofHandshake(e);
      }
    }
  }

  /**
   * The names in the certificate that was refused for its names: Java does not give it away then,
   * so it is asked for once more. Nothing is sent, and who signed it is verified as ever.
   */
  private List<String> namesAt(TlsLayer layer, InetAddress address) {
    try (Socket raw = new Socket()) {
      connect(raw, new InetSocketAddress(address, endpoint.port()));
      SSLSession session = shakeHands(layer.overForNames(raw, endpoint), raw).getSession();
      // No connection may take it up.
      session.invalidate();
      return ConnectFailure.names(session);
    } catch (IOException e) {
      // The names are an extra.
      return List.of();
    }
  }

  private IOException timedOut(String complaint, IOException cause) {
    return new IOException(late(complaint), cause);
  }

  private String late(String complaint) {
    return ConnectFailure.timeout(complaint, timeout, "connectTimeout");
  }

  /** Ends what is under way on all its connections, and lets no more be made. */
  @Override
  public void close() {
    deadlines.close();
  }
}
