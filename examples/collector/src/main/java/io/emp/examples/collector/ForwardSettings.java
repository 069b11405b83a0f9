package io.emp.examples.collector;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a collector listens, and whom it admits.
 *
 * @param address the address it listens on
 * @param port the port on it; 0 for any that is free
 * @param sharedKey what each client has to know, by the protocol's handshake; null for no handshake
 * @param maxConnections how many connections may be open at once; what comes beyond is closed
 */
public record ForwardSettings(
    InetAddress address, int port, @Nullable String sharedKey, int maxConnections) {

  /** Checks the values. */
  public ForwardSettings {
    requireNonNull(address, "address");
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections is " + maxConnections);
    }
  }

  /** On 127.0.0.1, without a handshake, for as many as come. */
  static ForwardSettings loopback(int port) throws UnknownHostException {
    return new ForwardSettings(
        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port, null, Integer.MAX_VALUE);
  }
}
