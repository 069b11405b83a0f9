package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import javax.net.ssl.SSLContext;

/**
 * How connections are secured.
 *
 * @param context makes the sockets; holds the trust store and, for mutual TLS, the client's key
 * @param parameters protocols, cipher suites and whether the host's name is verified (the default)
 */
record TlsSettings(SSLContext context, SSLParametersConfiguration parameters) {}
