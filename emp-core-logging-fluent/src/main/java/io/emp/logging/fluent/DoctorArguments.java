package io.emp.logging.fluent;

import io.emp.logging.ConnectorLogger;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor is asked to do.
 *
 * @param config Logback's configuration: a path, a URL or a resource; null for what would be found
 * @param loggerName the logger of job events
 * @param timeout for all of it
 * @param json whether to print JSON
 * @param help whether only to say how it is used
 */
record DoctorArguments(
    @Nullable String config, String loggerName, Duration timeout, boolean json, boolean help) {

  static final String USAGE =
      """
      Usage: java -cp <the service's class path> io.emp.logging.fluent.Doctor [options]

      Looks whether events of this service get to their collector, and says what is wrong.

        --config <file>      Logback's configuration: a path, a URL, or the name of a resource;
                             else what Logback itself would find
        --logger <name>      the logger of job events, where ConnectorLogger was given a name
        --timeout <seconds>  for all of it, 1 to 600; 30 by default
        --json               prints JSON
        --help               prints this

      Exit codes: 0 without problems, 1 with problems, 2 for wrong usage.
      """;

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_SECONDS = 600;

  /** The arguments cannot be followed. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static DoctorArguments parse(List<String> arguments) throws UsageException {
    String config = null;
    String loggerName = ConnectorLogger.class.getName();
    Duration timeout = DEFAULT_TIMEOUT;
    boolean json = false;
    boolean help = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--config" -> config = value(option, rest);
        case "--logger" -> loggerName = value(option, rest);
        case "--timeout" -> timeout = seconds(value(option, rest));
        case "--json" -> json = true;
        case "--help" -> help = true;
        default -> throw new UsageException("unknown option: " + option);
      }
    }
    return new DoctorArguments(config, loggerName, timeout, json, help);
  }

  private static String value(String option, Iterator<String> rest) throws UsageException {
    String value = rest.hasNext() ? rest.next() : "";
    if (value.isBlank()) {
      throw new UsageException(option + " needs a value");
    }
    return value;
  }

  private static Duration seconds(String text) throws UsageException {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // The same as a number out of range.
    }
    throw new UsageException("--timeout needs a number of seconds, 1 to " + MAX_SECONDS);
  }
}
