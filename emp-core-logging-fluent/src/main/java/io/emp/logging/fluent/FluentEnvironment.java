package io.emp.logging.fluent;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The appender's part of the environment. A blank variable counts as unset. What is wrong is told
 * with the variable, its value and the remedy, and is then as if unset.
 */
final class FluentEnvironment {

  private static final Set<Integer> HTTP_PORTS = Set.of(8888, 9880);
  private static final int MAX_PORT = 65_535;

  private final Map<String, String> variables;
  private final Consumer<String> problems;

  FluentEnvironment(Map<String, String> variables, Consumer<String> problems) {
    this.variables = variables;
    this.problems = problems;
  }

  @Nullable String text(String variable) {
    String value = variables.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  @Nullable Integer port() {
    String value = text("FLUENTD_PORT");
    if (value == null) {
      return null;
    }
    try {
      int port = Integer.parseInt(value);
      if (isPort(port)) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    problems.accept(
        "FLUENTD_PORT is \""
            + value
            + "\", which is no port: set it to a number from 1 to 65535. Port "
            + FluentSettings.DEFAULT_PORT
            + " is used.");
    return null;
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /** The protocol that is given, else the one that a port is known for. */
  static String protocol(@Nullable String given, int port) {
    return given == null
        ? HTTP_PORTS.contains(port) ? "http" : "forward"
        : given.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Why the environment cannot be followed by this version, or null. Sending in clear in place of
   * it would be worse.
   */
  @Nullable String unsupported() {
    String secure = text("FLUENTD_SECURE");
    if (secure != null && !secure.equalsIgnoreCase("false")) {
      return "FLUENTD_SECURE is \"" + secure + "\", but this version has no TLS";
    }
    for (String variable :
        new String[] {"FLUENTD_SHARED_KEY", "FLUENTD_USERNAME", "FLUENTD_PASSWORD"}) {
      if (text(variable) != null) {
        return variable + " is set, but this version has no authentication";
      }
    }
    return null;
  }
}
