package io.emp.logging;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Who a worker is. Made by {@link ConnectorLogger.Builder}, or read from the environment alone. */
record WorkerIdentity(
    @Nullable String machineId,
    @Nullable String workerId,
    @Nullable String serviceType,
    @Nullable String connectorId,
    @Nullable String component) {

  static final int MAX_ID_CHARS = 128;

  /** The parts of an identity; each constant has the name of the variable that gives it. */
  enum Part {
    MACHINE_ID("machineId"),
    WORKER_ID("workerId"),
    SERVICE_TYPE("serviceType"),
    CONNECTOR_ID("connectorId");

    private final String property;

    Part(String property) {
      this.property = property;
    }

    /** A value given in code: refused where it cannot serve as an id. */
    String checked(@Nullable String value) {
      String problem = problem(value);
      if (problem != null) {
        throw new IllegalArgumentException(
            property
                + problem
                + "; give 1 to "
                + MAX_ID_CHARS
                + " characters, or leave it out and set "
                + name());
      }
      return Objects.requireNonNull(value);
    }

    /** The variable's value; null where it is unset, blank, or too long to serve. */
    @Nullable String from(Map<String, String> environment) {
      String value = environment.get(name());
      return problem(value) == null ? value : null;
    }

    /** Tells that the variable did not give a value, and what is used instead. */
    void warnOfFallback(Logger log, Map<String, String> environment, String used) {
      String value = environment.get(name());
      log.warn(
          "Environment variable {}{}: this process uses \"{}\". Set it, or give {} to the builder, so that its events"
              + " can be told from those of others.",
          name(),
          value == null ? " is not set" : problem(value),
          used,
          property);
    }

    private static @Nullable String problem(@Nullable String value) {
      if (value == null) {
        return " is null";
      }
      if (value.isBlank()) {
        return " is blank (\"" + value.substring(0, Math.min(value.length(), 32)) + "\")";
      }
      if (value.length() > MAX_ID_CHARS) {
        return " has " + value.length() + " characters (\"" + value.substring(0, 32) + "...\")";
      }
      return null;
    }
  }

  @Nullable String serviceInstanceId() {
    return machineId == null || workerId == null ? null : "machine-" + machineId + "." + workerId;
  }

  static WorkerIdentity ofEnvironment(Map<String, String> environment) {
    return new WorkerIdentity(
        Part.MACHINE_ID.from(environment),
        Part.WORKER_ID.from(environment),
        Part.SERVICE_TYPE.from(environment),
        Part.CONNECTOR_ID.from(environment),
        null);
  }
}
