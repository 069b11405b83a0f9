package io.emp.examples.collector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.msgpack.core.MessagePacker;

/**
 * The server's side of the handshake: HELO with a nonce, the client's PING with a digest over it
 * and the shared key, PONG with another. The key itself is never sent. No user is asked for.
 */
final class ServerHandshake {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 16;
  private static final String SERVER_NAME = "collector";

  private final byte[] sharedKey;
  private final byte[] nonce = new byte[NONCE_BYTES];

  ServerHandshake(String sharedKey) {
    this.sharedKey = utf8(sharedKey);
    RANDOM.nextBytes(nonce);
  }

  /**
   * Shakes hands.
   *
   * @throws ProtocolException when the client does not know the key, which it is told
   */
  void perform(ForwardDecoder in, MessagePacker out) throws IOException {
    hello(out);
    ForwardDecoder.Ping ping = in.ping();
    String expected = digest(ping.salt(), ping.clientName(), nonce, sharedKey);
    boolean known = MessageDigest.isEqual(utf8(expected), ping.digest());
    out.packArrayHeader(5).packString("PONG").packBoolean(known);
    out.packString(known ? "" : "shared key mismatch").packString(known ? SERVER_NAME : "");
    out.packString(known ? digest(ping.salt(), utf8(SERVER_NAME), nonce, sharedKey) : "").flush();
    if (!known) {
      throw new ProtocolException("a client does not know the shared key");
    }
  }

  private void hello(MessagePacker out) throws IOException {
    out.packArrayHeader(2).packString("HELO").packMapHeader(3);
    out.packString("nonce").packBinaryHeader(NONCE_BYTES).addPayload(nonce);
    out.packString("auth").packBinaryHeader(0);
    out.packString("keepalive").packBoolean(true).flush();
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
