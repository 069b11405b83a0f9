package io.emp.logging.fluent;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Says of failures of sockets and of TLS what is the matter and what helps, for people. */
final class ConnectFailure {

  /** General names of a certificate that are DNS names and IP addresses (RFC 5280). */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private ConnectFailure() {}

  static String timeout(String complaint, Duration time, String property) {
    return complaint + " within " + time.toMillis() + " ms (" + property + ")";
  }

  /** One line for what went wrong with a socket. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof NoRouteToHostException) {
      return "there is no route to the host";
    }
    if (failure instanceof ConnectException
        && message != null
        && message.toLowerCase(Locale.ROOT).contains("refused")) {
      return "connection refused: nobody listens on the port";
    }
    return message == null ? failure.toString() : message;
  }

  /** Whether it means that the peer, or somebody between, has ended the connection. */
  static boolean isClosed(Throwable failure) {
    Throwable cause = failure instanceof SSLException ? failure.getCause() : null;
    return isEnd(failure) || isEnd(cause);
  }

  private static boolean isEnd(@Nullable Throwable failure) {
    return failure instanceof EOFException || failure instanceof SocketException;
  }

  /** A handshake that failed, told so that it can be put right. */
  static IOException ofHandshake(IOException failure) {
    return new TlsFailedException(handshakeReason(failure), failure);
  }

  /** A certificate that is good, but for other hosts. */
  static IOException ofName(IOException failure, String host, List<String> names) {
    return new IOException(
        "the collector's certificate is not for \""
            + host
            + "\""
            + (names.isEmpty() ? "" : ", but for " + names),
        failure);
  }

  /** What a handshake failed for. */
  enum TlsFault {
    EXPIRED,
    NOT_YET_VALID,
    UNKNOWN_CA,
    OTHER_NAME,
    ALERT,
    PLAIN_TEXT,
    OTHER
  }

  /** What it failed for, whatever the failure is wrapped in. */
  static TlsFault tlsFault(IOException failure) {
    if (has(failure, CertificateExpiredException.class)) {
      return TlsFault.EXPIRED;
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return TlsFault.NOT_YET_VALID;
    }
    if (has(failure, CertPathBuilderException.class) || isOfAnotherCa(failure)) {
      return TlsFault.UNKNOWN_CA;
    }
    if (isAboutNames(failure)) {
      return TlsFault.OTHER_NAME;
    }
    if (alert(failure) != null) {
      return TlsFault.ALERT;
    }
    return isPlainText(failure) ? TlsFault.PLAIN_TEXT : TlsFault.OTHER;
  }

  private static String handshakeReason(IOException failure) {
    return switch (tlsFault(failure)) {
      case EXPIRED ->
          "the collector's certificate has expired: "
              + message(failure, CertificateExpiredException.class);
      case NOT_YET_VALID ->
          "the collector's certificate is not valid yet: "
              + message(failure, CertificateNotYetValidException.class);
      case UNKNOWN_CA ->
          "the collector's certificate is not signed by a CA of the trust store: "
              + "name the file of its CA (caFile)";
      case ALERT -> String.valueOf(alert(failure));
      case PLAIN_TEXT -> "the collector does not speak TLS on this port";
      case OTHER_NAME, OTHER ->
          isClosed(failure)
              ? "the collector closed the connection within the TLS handshake: "
                  + "does the port expect plain text, or a client certificate that it trusts?"
              : "the TLS handshake failed: " + reason(failure);
    };
  }

  /** A CA of the same name, with another key. */
  private static boolean isOfAnotherCa(IOException failure) {
    CertPathValidatorException cause = find(failure, CertPathValidatorException.class);
    return cause != null
        && (cause.getReason() == PKIXReason.NO_TRUST_ANCHOR
            || cause.getReason() == BasicReason.INVALID_SIGNATURE);
  }

  /** Whether the certificate is not for the host. */
  static boolean isAboutNames(IOException failure) {
    CertificateException cause = find(failure, CertificateException.class);
    String message = cause == null ? null : cause.getMessage();
    return message != null
        && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
  }

  private static boolean isPlainText(IOException failure) {
    SSLException tls = find(failure, SSLException.class);
    String message = tls == null ? null : tls.getMessage();
    return message != null && message.startsWith("Unsupported or unrecognized SSL message");
  }

  /**
   * What the collector said when it ended TLS, or null where it said nothing. With TLS 1.3 a client
   * that is not let in learns it only when it reads.
   */
  static @Nullable String alert(IOException failure) {
    SSLException tls = find(failure, SSLException.class);
    String message = tls == null ? null : tls.getMessage();
    String prefix = "Received fatal alert: ";
    int at = message == null ? -1 : message.indexOf(prefix);
    if (message == null || at < 0) {
      return null;
    }
    String alert = message.substring(at + prefix.length());
    return switch (alert) {
      case "certificate_required", "bad_certificate" ->
          "the collector asks for a client certificate that it trusts (TLS alert "
              + alert
              + "): set certificateFile and privateKeyFile";
      case "unknown_ca", "certificate_unknown", "unsupported_certificate", "access_denied" ->
          "the collector does not trust the client certificate (TLS alert " + alert + ")";
      case "certificate_expired", "certificate_revoked" ->
          "the collector says of the client certificate: " + alert;
      case "handshake_failure", "protocol_version", "insufficient_security" ->
          "the collector accepts no protocol or cipher suite that is enabled here, "
              + "or asks for a client certificate (TLS alert "
              + alert
              + ")";
      default -> "the collector ended TLS with alert " + alert;
    };
  }

  /** The hosts that the certificate of a session is for. */
  static List<String> names(SSLSession session) {
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
        return names(certificate);
      }
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      // Without names the failure is told all the same.
      return List.of();
    }
    return List.of();
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0) instanceof Integer type
            && (type == DNS_NAME || type == IP_ADDRESS)) {
          names.add(String.valueOf(alternative.get(1)));
        }
      }
    }
    if (names.isEmpty()) {
      names.add(certificate.getSubjectX500Principal().getName());
    }
    return names;
  }

  /** Whether a failure of a type is among the causes. */
  static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type) != null;
  }

  private static String message(Throwable failure, Class<? extends Throwable> type) {
    Throwable found = find(failure, type);
    return found == null ? "" : String.valueOf(found.getMessage());
  }

  /** The innermost cause of a type; the chain of causes is followed for a few steps only. */
  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    T found = null;
    Throwable cause = failure;
    for (int i = 0; i < 10 && cause != null; i++) {
      if (type.isInstance(cause)) {
        found = type.cast(cause);
      }
      cause = cause.getCause();
    }
    return found;
  }
}
