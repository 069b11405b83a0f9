package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what listens on a port where the event was not taken. It sends no event and no secret:
 * a Forward message without entries, then 18 bytes that ask for a page by HTTP.
 */
final class PortProbe {

  private static final String PROPERTY = "connectTimeout";
  private static final String ID = "doctor";

  private final Endpoint endpoint;
  private final TransportSettings settings;
  private final String tag;
  private final Duration patience;

  /** What answers. */
  enum Speaker {
    FORWARD,
    HTTP,
    /** It keeps the connection and says nothing. */
    SILENT,
    /** It closes the connection, or says what is neither. */
    OTHER
  }

  /**
   * A probe of one endpoint.
   *
   * @param settings as the event was sent with
   * @param patience for each question
   */
  PortProbe(Endpoint endpoint, TransportSettings settings, String tag, Duration patience) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.tag = tag;
    this.patience = patience;
  }

  /** Whether it accepts connections. */
  boolean connects() {
    try (Connector connector = connector(null);
        Connection connection = connector.open()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it speaks TLS at all, with whatever certificate. */
  boolean speaksTls() {
    AnyonesTls tls = greeted();
    return tls != null && tls.isShown();
  }

  /** Whether it speaks TLS and asks for a certificate of the client's. */
  boolean asksForCertificate() {
    AnyonesTls tls = greeted();
    return tls != null && tls.isAsked();
  }

  private @Nullable AnyonesTls greeted() {
    AnyonesTls tls;
    try {
      tls = new AnyonesTls();
    } catch (GeneralSecurityException e) {
      return null;
    }
    try (Connector connector = connector(tls.settings());
        Connection connection = connector.open()) {
      return tls;
    } catch (IOException e) {
      // What was seen until then counts.
      return tls;
    }
  }

  /** Asks in Forward, then in HTTP. */
  Speaker speaker(@Nullable TlsSettings tls) {
    Speaker forward = ask(tls, this::forward);
    if (forward == Speaker.FORWARD || forward == Speaker.HTTP) {
      return forward;
    }
    Speaker http = ask(tls, PortProbe::http);
    return http == Speaker.OTHER ? forward : http;
  }

  private interface Question {
    Speaker ask(Connection connection) throws IOException;
  }

  private Speaker ask(@Nullable TlsSettings tls, Question question) {
    try (Connector connector = connector(tls);
        Connection connection = connector.open()) {
      return connection.within(patience, "no answer", PROPERTY, () -> question.ask(connection));
    } catch (java.net.SocketTimeoutException e) {
      return Speaker.SILENT;
    } catch (IOException e) {
      return Speaker.OTHER;
    }
  }

  private Speaker forward(Connection connection) throws IOException {
    connection.write(ForwardMessage.nothing(tag, ID));
    int first = peek(connection);
    if (first == 'H') {
      return Speaker.HTTP;
    }
    // Whether an ack or a HELO: nobody else has such words.
    ControlReader.read(connection.in());
    return Speaker.FORWARD;
  }

  private static int peek(Connection connection) throws IOException {
    connection.in().mark(1);
    int first = connection.in().read();
    connection.in().reset();
    return first;
  }

  private static Speaker http(Connection connection) throws IOException {
    connection.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    HttpResponse.read(connection.in());
    return Speaker.HTTP;
  }

  private Connector connector(@Nullable TlsSettings tls) {
    return new Connector(
        endpoint,
        new TransportSettings(
            settings.protocol(),
            List.of(endpoint),
            false,
            patience,
            patience,
            settings.maxConnectionAge(),
            tls,
            Credentials.NONE));
  }
}
