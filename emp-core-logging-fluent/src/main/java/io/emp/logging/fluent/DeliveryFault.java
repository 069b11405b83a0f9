package io.emp.logging.fluent;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Why the event was not taken. What the failure says by itself is believed; where it may mean
 * several things, as a connection that is closed does, the port is probed.
 *
 * @param diagnosis what it is
 * @param more what the probe saw besides the failure's own message; may be empty
 */
record DeliveryFault(Diagnosis diagnosis, String more) {

  /** With TLS 1.3 its alert may be lost with a connection that is reset at once. */
  private static final DeliveryFault CERTIFICATE_ASKED =
      new DeliveryFault(
          Diagnosis.CLIENT_CERTIFICATE_NEEDED, "the port asks for a client certificate");

  static DeliveryFault of(IOException failure, TransportSettings settings, PortProbe probe) {
    Diagnosis certain = certain(failure);
    return certain == null ? probed(failure, settings, probe) : new DeliveryFault(certain, "");
  }

  private static @Nullable Diagnosis certain(IOException failure) {
    if (failure instanceof NotAdmittedException refused) {
      return switch (refused.lacking()) {
        case SHARED_KEY_MISSING -> Diagnosis.SHARED_KEY_MISSING;
        case SHARED_KEY_WRONG -> Diagnosis.SHARED_KEY_WRONG;
        case USER -> Diagnosis.USER_WRONG;
        case CERTIFICATE -> Diagnosis.CLIENT_CERTIFICATE_NEEDED;
        case UNKNOWN -> Diagnosis.NOT_ADMITTED;
      };
    }
    if (failure instanceof NoInputException) {
      return Diagnosis.NO_HTTP_INPUT;
    }
    if (ConnectFailure.has(failure, UnknownHostException.class)) {
      return Diagnosis.HOST_UNKNOWN;
    }
    if (ConnectFailure.has(failure, NoRouteToHostException.class)) {
      return Diagnosis.UNREACHABLE;
    }
    if (ConnectFailure.has(failure, ConnectException.class)
        && ConnectFailure.reason(failure).contains("refused")) {
      return Diagnosis.CONNECTION_REFUSED;
    }
    return switch (ConnectFailure.tlsFault(failure)) {
      case EXPIRED -> Diagnosis.CERTIFICATE_EXPIRED;
      case NOT_YET_VALID -> Diagnosis.CERTIFICATE_NOT_YET_VALID;
      case UNKNOWN_CA -> Diagnosis.CA_UNKNOWN;
      case OTHER_NAME -> Diagnosis.NAME_MISMATCH;
      case ALERT -> ofAlert(String.valueOf(failure.getMessage()));
      case PLAIN_TEXT -> Diagnosis.PLAIN_TEXT_EXPECTED;
      case OTHER -> null;
    };
  }

  private static Diagnosis ofAlert(String said) {
    return said.contains("client certificate")
        ? Diagnosis.CLIENT_CERTIFICATE_NEEDED
        : Diagnosis.TLS_FAILED;
  }

  /**
   * TLS is tried last, and where a Forward input cannot be: Fluentd's reads the random bytes of a
   * greeting as MessagePack, and once in a hundred times or so ends for want of memory.
   */
  private static DeliveryFault probed(
      IOException failure, TransportSettings settings, PortProbe probe) {
    if (ConnectFailure.has(failure, TlsFailedException.class)) {
      return withoutHandshake(failure, probe);
    }
    if (!probe.connects()) {
      return new DeliveryFault(Diagnosis.NO_CONNECTION, "");
    }
    TlsSettings tls = settings.tls();
    if (tls != null && isClosed(failure) && probe.asksForCertificate()) {
      return CERTIFICATE_ASKED;
    }
    PortProbe.Speaker speaker = probe.speaker(tls);
    boolean mayBeTls = speaker == PortProbe.Speaker.OTHER || speaker == PortProbe.Speaker.HTTP;
    if (tls == null && mayBeTls && probe.speaksTls()) {
      return new DeliveryFault(Diagnosis.TLS_EXPECTED, "the port speaks TLS");
    }
    boolean http = settings.protocol() == Protocol.HTTP;
    if (speaker == PortProbe.Speaker.HTTP && !http) {
      return new DeliveryFault(Diagnosis.HTTP_EXPECTED, "an HTTP server answers on the port");
    }
    if (speaker == PortProbe.Speaker.FORWARD && http) {
      return new DeliveryFault(Diagnosis.FORWARD_EXPECTED, "a Forward input answers on the port");
    }
    if (speaker == PortProbe.Speaker.FORWARD && settings.credentials().sharedKey() != null) {
      return new DeliveryFault(
          Diagnosis.SHARED_KEY_UNASKED, "a Forward input answers that asks for no shared key");
    }
    return new DeliveryFault(inItsOwnWords(failure), "");
  }

  private static DeliveryFault withoutHandshake(IOException failure, PortProbe probe) {
    return switch (probe.speaker(null)) {
      case FORWARD ->
          new DeliveryFault(
              Diagnosis.PLAIN_TEXT_EXPECTED, "a Forward input in plain text answers on the port");
      case HTTP ->
          new DeliveryFault(
              Diagnosis.PLAIN_TEXT_EXPECTED, "an HTTP server in plain text answers on the port");
      case OTHER ->
          isClosed(failure) && probe.asksForCertificate()
              ? CERTIFICATE_ASKED
              : new DeliveryFault(Diagnosis.TLS_FAILED, "");
      case SILENT -> new DeliveryFault(Diagnosis.TLS_FAILED, "");
    };
  }

  private static Diagnosis inItsOwnWords(IOException failure) {
    if (ConnectFailure.has(failure, SocketTimeoutException.class)) {
      return Diagnosis.NO_ACKNOWLEDGEMENT;
    }
    return isClosed(failure) ? Diagnosis.CLOSED_WITHOUT_ANSWER : Diagnosis.NOT_TAKEN;
  }

  private static boolean isClosed(IOException failure) {
    return !ConnectFailure.has(failure, SocketTimeoutException.class)
        && (ConnectFailure.has(failure, EOFException.class)
            || ConnectFailure.has(failure, SocketException.class));
  }
}
