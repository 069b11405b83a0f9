package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.spi.ContextAware;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that says where events go, how, and as whom. */
final class TransportConfiguration {

  static final String DEFAULT_HOST = "localhost";
  static final int DEFAULT_PORT = 24224;

  /** Where this system's environments have Fluentd's {@code in_http}. */
  static final int DEFAULT_HTTP_PORT = 8888;

  static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration DEFAULT_ACK_TIMEOUT = Duration.ofSeconds(10);
  static final Duration DEFAULT_MAX_CONNECTION_AGE = Duration.ofMinutes(5);

  private static final Set<Integer> HTTP_PORTS = Set.of(DEFAULT_HTTP_PORT, 9880);

  private final FluentProperties properties;
  private final FluentEnvironment environment;
  private final ContextAware status;
  private final PropertyChecks checks;

  TransportConfiguration(
      FluentProperties properties,
      FluentEnvironment environment,
      ContextAware status,
      PropertyChecks checks) {
    this.properties = properties;
    this.environment = environment;
    this.status = status;
    this.checks = checks;
  }

  TransportSettings settings() throws ConfigurationException {
    Protocol given = givenProtocol();
    List<Endpoint> endpoints = endpoints(given == Protocol.HTTP ? DEFAULT_HTTP_PORT : DEFAULT_PORT);
    Protocol protocol =
        given != null
            ? given
            : HTTP_PORTS.contains(endpoints.get(0).port()) ? Protocol.HTTP : Protocol.FORWARD;
    Credentials credentials = credentials();
    TlsSettings tls = tls();
    requireSupported(protocol, credentials, tls);
    return new TransportSettings(
        protocol,
        endpoints,
        gzip(protocol),
        checks.positive("connectTimeout", properties.connectTimeout, DEFAULT_CONNECT_TIMEOUT),
        checks.positive("ackTimeout", properties.ackTimeout, DEFAULT_ACK_TIMEOUT),
        checks.positive(
            "maxConnectionAge", properties.maxConnectionAge, DEFAULT_MAX_CONNECTION_AGE),
        tls,
        credentials);
  }

  private @Nullable Protocol givenProtocol() throws ConfigurationException {
    String given = environment.text(properties.protocol, "FLUENTD_PROTOCOL");
    if (given == null) {
      return null;
    }
    for (Protocol protocol : Protocol.values()) {
      if (protocol.configName.equals(given.toLowerCase(Locale.ROOT))) {
        return protocol;
      }
    }
    throw new ConfigurationException(
        "protocol (FLUENTD_PROTOCOL) is \""
            + given
            + "\"; set it to "
            + Stream.of(Protocol.values())
                .map(protocol -> protocol.configName)
                .collect(Collectors.joining(", ")));
  }

  private List<Endpoint> endpoints(int defaultPort) throws ConfigurationException {
    Integer environmentPort = checks.port("FLUENTD_PORT", environment.text("FLUENTD_PORT"));
    int port =
        properties.port != null
            ? properties.port
            : environmentPort != null ? environmentPort : defaultPort;
    String list = properties.endpoints;
    if (list != null && !list.isBlank()) {
      return listed(list, port);
    }
    String host = environment.text(properties.host, "FLUENTD_HOST");
    if (host == null) {
      return List.of(new Endpoint(DEFAULT_HOST, port));
    }
    boolean bareAddress = host.indexOf(':') >= 0 && !host.startsWith("[");
    Endpoint endpoint = Endpoint.parse(bareAddress ? "[" + host + "]" : host, port);
    if (endpoint == null) {
      throw new ConfigurationException(
          "host (FLUENTD_HOST) is \""
              + host
              + "\", which is no host's name or address: set the name alone, and the port apart");
    }
    return List.of(new Endpoint(endpoint.host(), port));
  }

  private List<Endpoint> listed(String list, int defaultPort) throws ConfigurationException {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String item : list.split(",", -1)) {
      if (item.isBlank()) {
        continue;
      }
      Endpoint endpoint = Endpoint.parse(item, defaultPort);
      if (endpoint == null) {
        status.addWarn(
            "endpoints has \""
                + item.strip()
                + "\", which is not used: write host:port, and [address]:port for IPv6.");
      } else if (!endpoints.contains(endpoint)) {
        endpoints.add(endpoint);
      }
    }
    if (endpoints.isEmpty()) {
      throw new ConfigurationException(
          "endpoints is \""
              + list
              + "\", which has no endpoint: set it to host:port,host:port, or use host and port");
    }
    return endpoints;
  }

  private Credentials credentials() {
    return new Credentials(
        environment.text(properties.sharedKey, "FLUENTD_SHARED_KEY"),
        environment.text(properties.username, "FLUENTD_USERNAME"),
        environment.text(properties.password, "FLUENTD_PASSWORD"));
  }

  private boolean gzip(Protocol protocol) throws ConfigurationException {
    String given = properties.compress;
    if (given == null || given.isBlank() || given.strip().equalsIgnoreCase("none")) {
      return false;
    }
    if (!given.strip().equalsIgnoreCase("gzip")) {
      status.addWarn(
          "compress is \"" + given + "\"; set it to none or gzip: nothing is compressed.");
      return false;
    }
    if (protocol == Protocol.FLUENT_LOGGER) {
      status.addWarn(
          "compress is \"gzip\", which protocol fluent-logger cannot do: it has no effect.");
      return false;
    }
    return true;
  }

  private @Nullable TlsSettings tls() throws ConfigurationException {
    SSLConfiguration ssl = properties.ssl;
    Path ca = file("caFile", properties.caFile);
    Path certificate = file("certificateFile", properties.certificateFile);
    Path key = file("privateKeyFile", properties.privateKeyFile);
    boolean configured = ssl != null || ca != null || certificate != null || key != null;
    if (!isSecure(configured)) {
      return null;
    }
    return TlsFactory.tls(ssl, ca, certificate, key, status);
  }

  private boolean isSecure(boolean configured) throws ConfigurationException {
    String secure = environment.text("FLUENTD_SECURE");
    if (configured || secure == null || secure.equalsIgnoreCase("false")) {
      return configured;
    }
    if (secure.equalsIgnoreCase("true")) {
      return true;
    }
    throw new ConfigurationException(
        "FLUENTD_SECURE is \"" + secure + "\"; set it to true for TLS, or to false");
  }

  private static @Nullable Path file(String property, @Nullable String given)
      throws ConfigurationException {
    if (given == null || given.isBlank()) {
      return null;
    }
    try {
      return Path.of(given.strip());
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          property + " is \"" + given + "\", which is no path: " + e.getReason(), e);
    }
  }

  /** What a protocol cannot do must not be left away silently. */
  private static void requireSupported(
      Protocol protocol, Credentials credentials, @Nullable TlsSettings tls)
      throws ConfigurationException {
    boolean user = credentials.username() != null || credentials.password() != null;
    if (user && (credentials.username() == null || credentials.password() == null)) {
      throw new ConfigurationException(
          "of username (FLUENTD_USERNAME) and password (FLUENTD_PASSWORD) only one is set: set"
              + " both, or none");
    }
    switch (protocol) {
      case FORWARD -> {
        if (user && credentials.sharedKey() == null) {
          throw new ConfigurationException(
              "username (FLUENTD_USERNAME) is set without a shared key, which the Forward protocol"
                  + " asks for first: set sharedKey (FLUENTD_SHARED_KEY) too");
        }
      }
      case HTTP -> {
        if (credentials.sharedKey() != null) {
          throw new ConfigurationException(
              "sharedKey (FLUENTD_SHARED_KEY) is set, which protocol http has no use for: unset"
                  + " it, or set protocol (FLUENTD_PROTOCOL) to forward");
        }
      }
      case FLUENT_LOGGER -> {
        if (tls != null || user || credentials.sharedKey() != null) {
          throw new ConfigurationException(
              "protocol fluent-logger has neither TLS nor authentication: set protocol"
                  + " (FLUENTD_PROTOCOL) to forward, or unset ssl, FLUENTD_SECURE, sharedKey,"
                  + " username and password");
        }
        if (!FluentLoggerSender.isAvailable()) {
          throw new ConfigurationException(
              "protocol is fluent-logger, and the library is not on the class path: add"
                  + " org.fluentd:fluent-logger:0.3.4, or set protocol (FLUENTD_PROTOCOL) to"
                  + " forward");
        }
      }
    }
  }
}
