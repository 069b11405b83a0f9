package io.emp.logging;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Names for a process that was given none. */
final class ProcessNames {

  /** The same for all loggers of a process. The pid alone is 1 in many containers. */
  private static final String WORKER_ID =
      String.format(
          Locale.ROOT,
          "worker-%d-%04x",
          ProcessHandle.current().pid(),
          ThreadLocalRandom.current().nextInt(1 << 16));

  private ProcessNames() {}

  static String workerId() {
    return WORKER_ID;
  }

  /**
   * The host's name: as the shell or the container runtime says, else as the resolver does, which
   * can take seconds.
   */
  static String hostName(Map<String, String> environment) {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = environment.get(variable);
      if (name != null && !name.isBlank()) {
        return cut(name);
      }
    }
    try {
      return cut(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), WorkerIdentity.MAX_ID_CHARS));
  }
}
