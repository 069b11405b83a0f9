package io.emp.logging.fluent;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads Logback's configuration, and says what it has of {@code FluentAppender}s. Where
 * it has none, one without properties stands for what the environment says alone.
 */
final class ConfigurationCheck implements Check {

  /** The name of the appender without a configuration. */
  static final String ENVIRONMENT = "(environment alone)";

  private final @Nullable String given;
  private final Map<String, String> environment;

  private volatile @Nullable LogbackFile file;
  private volatile List<FluentAppender> appenders = List.of();

  /**
   * A check, which is run once.
   *
   * @param given as {@link LogbackFile#find} takes it
   */
  ConfigurationCheck(@Nullable String given, Map<String, String> environment) {
    this.given = given;
    this.environment = environment;
  }

  /** After the check: what was read; null where there was nothing to be read. */
  @Nullable LogbackFile file() {
    return file;
  }

  /** After the check: the appenders to be looked at. */
  List<FluentAppender> appenders() {
    return appenders;
  }

  @Override
  public void run(Consumer<Finding> found) throws IOException {
    URL url = LogbackFile.find(given);
    if (url == null) {
      found.accept(
          given == null
              ? new Finding(
                  Diagnosis.CONFIGURATION_NOT_FOUND,
                  "configuration of Logback",
                  "no logback.xml is on the class path, and logback.configurationFile names none")
              : new Finding(
                  Diagnosis.CONFIGURATION_UNREADABLE,
                  "configuration " + given,
                  "there is no such file, and no such resource on the class path"));
      appenders = given == null ? List.of(ofEnvironment()) : List.of();
      return;
    }
    String tried = "configuration " + url;
    LogbackFile read;
    try {
      read = LogbackFile.read(url, environment);
    } catch (IOException e) {
      found.accept(
          new Finding(Diagnosis.CONFIGURATION_UNREADABLE, tried, String.valueOf(e.getMessage())));
      return;
    }
    tell(read, tried, found);
    if (read.appenders().isEmpty()) {
      appenders = List.of(ofEnvironment());
    } else {
      file = read;
      appenders = read.appenders();
    }
  }

  private static void tell(LogbackFile read, String tried, Consumer<Finding> found) {
    int count = read.appenders().size();
    found.accept(
        new Finding(
            Diagnosis.CONFIGURATION_READ,
            tried,
            "read, with "
                + count
                + (count == 1 ? " FluentAppender" : " FluentAppenders")
                + " in use"));
    for (String complaint : read.complaints()) {
      found.accept(new Finding(Diagnosis.CONFIGURATION_FAULTS, tried, complaint));
    }
    for (String name : read.unreferenced()) {
      found.accept(
          new Finding(
              Diagnosis.APPENDER_UNREFERENCED, "appender " + name, "no logger refers to it"));
    }
    if (count == 0 && read.unreferenced().isEmpty()) {
      found.accept(new Finding(Diagnosis.APPENDER_MISSING, tried, "it has no FluentAppender"));
    }
  }

  private FluentAppender ofEnvironment() {
    FluentAppender appender = new FluentAppender(environment);
    appender.setContext(new LoggerContext());
    appender.setName(ENVIRONMENT);
    return appender;
  }
}
