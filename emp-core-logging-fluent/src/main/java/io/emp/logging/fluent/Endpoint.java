package io.emp.logging.fluent;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a collector listens. The name is resolved at each connect. */
record Endpoint(String host, int port) {

  private static final int MAX_PORT = 65_535;

  /** As far as it has to be told from a name with a port behind it. */
  private static final Pattern IPV6_ADDRESS =
      Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*(%.+)?");

  /**
   * Reads {@code host}, {@code host:port} or {@code [IPv6 address]:port}.
   *
   * @return null where it is none of these
   */
  static @Nullable Endpoint parse(String text, int defaultPort) {
    String given = text.strip();
    int colon = given.lastIndexOf(':');
    boolean bracketed = given.startsWith("[") && given.indexOf(']') > 1;
    boolean hasPort = colon > given.lastIndexOf(']') && (bracketed || given.indexOf(':') == colon);
    String host = hasPort ? given.substring(0, colon) : given;
    if (bracketed && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    Integer port = hasPort ? port(given.substring(colon + 1)) : Integer.valueOf(defaultPort);
    boolean sound =
        !host.isBlank()
            && host.chars().noneMatch(c -> c <= ' ' || "[]/".indexOf(c) >= 0)
            && (host.indexOf(':') < 0 || IPV6_ADDRESS.matcher(host).matches());
    return port == null || !sound ? null : new Endpoint(host, port);
  }

  /** A number from 1 to 65535, or null. */
  static @Nullable Integer port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      return port >= 1 && port <= MAX_PORT ? port : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
