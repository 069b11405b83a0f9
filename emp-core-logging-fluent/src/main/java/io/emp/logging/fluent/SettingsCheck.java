package io.emp.logging.fluent;

import ch.qos.logback.core.status.Status;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an appender makes of its properties and the environment. */
final class SettingsCheck implements Check {

  private final FluentAppender appender;
  private @Nullable FluentSettings settings;

  SettingsCheck(FluentAppender appender) {
    this.appender = appender;
  }

  /** After the check: what it would start with; null where it does not start. */
  @Nullable FluentSettings settings() {
    return settings;
  }

  @Override
  public void run(Consumer<Finding> found) {
    String tried = "settings of appender " + appender.getName();
    FluentSettings made = null;
    String refusal = null;
    try {
      made = appender.settings();
    } catch (ConfigurationException e) {
      refusal = String.valueOf(e.getMessage());
    }
    settings = made;
    appender.getContext().getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= Status.WARN && status.getOrigin() == appender)
        .map(Status::getMessage)
        .distinct()
        .forEach(told -> found.accept(new Finding(Diagnosis.SETTINGS_CORRECTED, tried, told)));
    if (refusal != null) {
      found.accept(new Finding(Diagnosis.SETTINGS_REFUSED, tried, refusal));
    }
    if (made != null) {
      found.accept(new Finding(Diagnosis.SETTINGS_GOOD, tried, described(made)));
    }
  }

  private static String described(FluentSettings settings) {
    TransportSettings transport = settings.transport();
    Credentials credentials = transport.credentials();
    Path directory = settings.buffer().directory();
    return "protocol "
        + transport.protocol().configName
        + (transport.tls() == null ? " in clear" : " over TLS")
        + (credentials.sharedKey() == null ? "" : ", with a shared key")
        + (credentials.username() == null ? "" : ", with a user")
        + ", to "
        + String.join(", ", transport.endpoints().stream().map(Endpoint::toString).toList())
        + ", tag "
        + settings.buffer().tag()
        + ", buffer in "
        + (directory == null ? "memory" : directory);
  }
}
