package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
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
    TlsSettings anyones = anyonesTls();
    if (anyones == null) {
      return false;
    }
    try (Connector connector = connector(anyones);
        Connection connection = connector.open()) {
      return true;
    } catch (IOException e) {
      // One that wants a certificate of ours says so in TLS's own words.
      return ConnectFailure.tlsFault(e) == ConnectFailure.TlsFault.ALERT;
    }
  }

  /**
   * What the collector says where it ends TLS after the handshake, as it does by TLS 1.3 for want
   * of a certificate of ours. Whoever sends at once may find the connection reset before it has
   * read that; here nothing is sent.
   *
   * @return null where it says nothing of the kind
   */
  @Nullable String objection(TlsSettings tls) {
    try (Connector connector = connector(tls);
        Connection connection = connector.open()) {
      connection.within(patience, "no alert", PROPERTY, () -> connection.in().read());
      return null;
    } catch (IOException e) {
      return ConnectFailure.alert(e);
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

  /** Takes any certificate, since nothing is sent over it. */
  private static @Nullable TlsSettings anyonesTls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnyone()}, null);
      SSLParametersConfiguration parameters = new SSLParametersConfiguration();
      parameters.setContext(new ch.qos.logback.core.ContextBase());
      parameters.setHostnameVerification(false);
      return new TlsSettings(context, parameters);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static final class TrustsAnyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
