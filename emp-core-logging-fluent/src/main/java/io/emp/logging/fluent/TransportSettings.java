package io.emp.logging.fluent;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to the collectors, complete and checked.
 *
 * @param endpoints one at least; the first is preferred
 * @param gzip whether batches are compressed
 * @param connectTimeout the most that connecting to one address takes, and then again the
 *     handshakes (TLS, shared key) on that connection
 * @param ackTimeout the most that writing a batch and waiting for its acknowledgement takes
 * @param maxConnectionAge after which a connection is replaced by a new one
 * @param tls null for plain text
 */
record TransportSettings(
    Protocol protocol,
    List<Endpoint> endpoints,
    boolean gzip,
    Duration connectTimeout,
    Duration ackTimeout,
    Duration maxConnectionAge,
    @Nullable TlsSettings tls,
    Credentials credentials) {

  TransportSettings {
    endpoints = List.copyOf(endpoints);
  }
}
