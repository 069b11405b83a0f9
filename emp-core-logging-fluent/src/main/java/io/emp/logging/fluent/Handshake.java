package io.emp.logging.fluent;

import io.emp.logging.fluent.NotAdmittedException.Lacking;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a client and a collector show each other that they know the shared key, without sending it:
 * the collector's HELO brings a nonce, the client's PING a digest over it, and the collector's PONG
 * another. A collector without a shared key says nothing of itself.
 */
final class Handshake {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_BYTES = 16;

  private final Credentials credentials;
  private final Duration timeout;

  Handshake(Credentials credentials, Duration timeout) {
    this.credentials = credentials;
    this.timeout = timeout;
  }

  /** Whether there is anything to show. */
  boolean isDue() {
    return credentials.sharedKey() != null || credentials.username() != null;
  }

  /**
   * Shakes hands, within the timeout.
   *
   * @return whether the connection may be used for more than one message
   * @throws NotAdmittedException where one of the two does not know what it should
   */
  boolean perform(Connection connection) throws IOException {
    ControlMessage.Hello hello = hello(connection);
    byte[] salt = salt();
    ByteBuffer ping = ping(hello, salt, clientName());
    try {
      ControlMessage answer =
          connection.within(
              timeout,
              "no PONG",
              "connectTimeout",
              () -> {
                connection.write(ping);
                return ControlReader.read(connection.in());
              });
      if (!(answer instanceof ControlMessage.Pong pong)) {
        throw new IOException("the collector answered something else than PONG to the handshake");
      }
      check(pong, hello, salt);
    } catch (IOException e) {
      if (ConnectFailure.isClosed(e)) {
        throw new NotAdmittedException(
            Lacking.SHARED_KEY_WRONG,
            "the collector closed the connection during the handshake: "
                + "most likely the shared key differs",
            e);
      }
      throw e;
    }
    return hello.keepalive();
  }

  private ControlMessage.Hello hello(Connection connection) throws IOException {
    ControlMessage first;
    try {
      first =
          connection.within(
              timeout, "no HELO", "connectTimeout", () -> ControlReader.read(connection.in()));
    } catch (SocketTimeoutException e) {
      SocketTimeoutException told =
          new SocketTimeoutException(
              e.getMessage()
                  + ": the collector asks for no shared key (it has no <security> section or "
                  + "Shared_Key), or expects TLS");
      told.initCause(e);
      throw told;
    } catch (EOFException e) {
      throw new IOException("the collector closed the connection before the handshake", e);
    } catch (IOException e) {
      String alert = ConnectFailure.alert(e);
      throw alert == null ? e : new NotAdmittedException(Lacking.CERTIFICATE, alert, e);
    }
    if (first instanceof ControlMessage.Hello hello) {
      return hello;
    }
    throw new IOException("the collector began with something else than HELO");
  }

  private ByteBuffer ping(ControlMessage.Hello hello, byte[] salt, String clientName) {
    String username = credentials.username();
    return ForwardMessage.texts(
        List.of(
            "PING",
            clientName,
            new String(salt, StandardCharsets.US_ASCII),
            digest(salt, utf8(clientName), hello.nonce(), utf8(credentials.sharedKey())),
            username == null ? "" : username,
            username == null
                ? ""
                : digest(hello.auth(), utf8(username), utf8(credentials.password()))));
  }

  private void check(ControlMessage.Pong pong, ControlMessage.Hello hello, byte[] salt)
      throws NotAdmittedException {
    if (!pong.ok()) {
      throw refused(pong.reason());
    }
    String expected = digest(salt, pong.hostname(), hello.nonce(), utf8(credentials.sharedKey()));
    if (!MessageDigest.isEqual(utf8(expected), pong.digest())) {
      throw new NotAdmittedException(
          Lacking.SHARED_KEY_WRONG,
          "the collector does not know the shared key: its digest is wrong",
          null);
    }
  }

  /** Fluentd says "shared_key mismatch" or "username/password mismatch", and Fluent Bit alike. */
  private static NotAdmittedException refused(String reason) {
    String said = reason.toLowerCase(Locale.ROOT);
    Lacking lacking =
        said.contains("user") || said.contains("password")
            ? Lacking.USER
            : said.contains("shared") ? Lacking.SHARED_KEY_WRONG : Lacking.UNKNOWN;
    String properties =
        switch (lacking) {
          case USER -> "username, password";
          case SHARED_KEY_WRONG -> "sharedKey";
          default -> "sharedKey, username, password";
        };
    return new NotAdmittedException(
        lacking,
        "the collector refused the handshake: "
            + (reason.isEmpty() ? "it gave no reason" : reason)
            + " ("
            + properties
            + ")",
        null);
  }

  /** Hex digits: Fluent Bit takes the salt as text only. */
  private static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return utf8(HexFormat.of().formatHex(salt));
  }

  private static String digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-512", e);
    }
  }

  private static byte[] utf8(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Asked for at each handshake, since a host may be given its name late. */
  private static String clientName() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.isEmpty() ? "localhost" : name;
    } catch (UnknownHostException | RuntimeException e) {
      // A container without a resolvable name of its own. Collectors only log it.
      return "localhost";
    }
  }
}
