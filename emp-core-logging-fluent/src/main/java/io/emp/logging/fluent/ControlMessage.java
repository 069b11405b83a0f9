package io.emp.logging.fluent;

/** What a collector says in the Forward protocol. */
sealed interface ControlMessage {

  /**
   * The collector asks for a handshake.
   *
   * @param nonce raw bytes, to be hashed with the shared key
   * @param auth raw bytes, to be hashed with the password
   * @param keepalive whether a connection may be used for more than one message
   */
  record Hello(byte[] nonce, byte[] auth, boolean keepalive) implements ControlMessage {}

  /**
   * The end of the handshake.
   *
   * @param ok whether the client is let in
   * @param reason why it is not
   * @param hostname of the collector
   * @param digest which shows that the collector knows the shared key
   */
  record Pong(boolean ok, String reason, byte[] hostname, byte[] digest)
      implements ControlMessage {}

  /** The collector has taken a batch. */
  record Ack(String id) implements ControlMessage {}
}
