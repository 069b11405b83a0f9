package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLConfigurable;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS over connected sockets. The parameters are worked out once, since Logback tells the
 * status list of it each time it does.
 */
final class TlsLayer {

  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  /** The rules by which a certificate is for a host. */
  private static final String HOST_NAME = "HTTPS";

  private final SSLContext context;
  private final SSLParameters parameters;

  TlsLayer(TlsSettings settings) {
    context = settings.context();
    parameters = context.getDefaultSSLParameters();
    // Logback's default in later versions; 1.5.18 says nothing of it where it is not configured.
    parameters.setEndpointIdentificationAlgorithm(HOST_NAME);
    settings.parameters().configure(new Recorder(context, parameters));
  }

  /**
   * Finds out at the start what would fail at each connection.
   *
   * @throws IllegalArgumentException where the parameters leave nothing to speak; also where a
   *     pattern in them is none
   */
  static void check(TlsSettings settings) {
    TlsLayer layer = new TlsLayer(settings);
    if (layer.parameters.getProtocols().length == 0) {
      throw new IllegalArgumentException(
          "includedProtocols and excludedProtocols leave no protocol");
    }
    if (layer.parameters.getCipherSuites().length == 0) {
      throw new IllegalArgumentException(
          "includedCipherSuites and excludedCipherSuites leave no cipher suite");
    }
  }

  /**
   * A socket that speaks TLS, before its handshake. The certificate has to be for the endpoint's
   * host, name or address, unless the configuration gives that up.
   */
  SSLSocket over(Socket connected, Endpoint endpoint) throws IOException {
    return over(connected, endpoint, parameters.getEndpointIdentificationAlgorithm());
  }

  /** One that takes the certificate of any host, for nothing but to look at it. */
  SSLSocket overForNames(Socket connected, Endpoint endpoint) throws IOException {
    return over(connected, endpoint, null);
  }

  private SSLSocket over(
      Socket connected, Endpoint endpoint, @Nullable String identificationAlgorithm)
      throws IOException {
    // A name with the dot of the root at its end is legal in DNS, but stands in no certificate.
    String host = endpoint.host().replaceFirst("\\.$", "");
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(connected, host, endpoint.port(), true);
    socket.setUseClientMode(true);
    SSLParameters own = socket.getSSLParameters();
    own.setProtocols(parameters.getProtocols());
    own.setCipherSuites(parameters.getCipherSuites());
    own.setEndpointIdentificationAlgorithm(identificationAlgorithm);
    if (!IP_LITERAL.matcher(host).matches()) {
      try {
        // Java alone names only hosts with a dot, and not those of a cluster, such as "fluentd".
        own.setServerNames(List.of(new SNIHostName(host)));
      } catch (IllegalArgumentException e) {
        // Not a legal name for SNI, with an underscore for instance: it goes without.
        own.setServerNames(List.of());
      }
    }
    socket.setSSLParameters(own);
    return socket;
  }

  /** Writes down what Logback would set on a socket. */
  private record Recorder(SSLContext context, SSLParameters recorded) implements SSLConfigurable {
    @Override
    public String[] getDefaultProtocols() {
      return context.getDefaultSSLParameters().getProtocols();
    }

    @Override
    public String[] getSupportedProtocols() {
      return context.getSupportedSSLParameters().getProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
      recorded.setProtocols(protocols);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return context.getDefaultSSLParameters().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return context.getSupportedSSLParameters().getCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
      recorded.setCipherSuites(suites);
    }

    // A client has no say in these.
    @Override
    public void setNeedClientAuth(boolean state) {}

    @Override
    public void setWantClientAuth(boolean state) {}

    @Override
    public void setHostnameVerification(boolean verified) {
      recorded.setEndpointIdentificationAlgorithm(verified ? HOST_NAME : null);
    }
  }
}
