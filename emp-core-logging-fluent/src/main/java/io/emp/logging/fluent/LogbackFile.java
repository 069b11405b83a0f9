package io.emp.logging.fluent;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration of Logback says, read by an {@link InertConfigurator} into a context of its
 * own.
 *
 * @param name where it is, for people
 * @param context has the loggers, with their levels and appenders; nothing in it works
 * @param appenders the {@code FluentAppender}s that something refers to
 * @param unreferenced the names of those that nothing refers to
 */
record LogbackFile(
    String name, LoggerContext context, List<FluentAppender> appenders, List<String> unreferenced) {

  private static final String OF_SPRING = "logback-spring.xml";

  /**
   * Where it is.
   *
   * @param given a path, a URL or the name of a resource; null for what Logback, or Spring Boot,
   *     would find
   * @return null where there is none
   */
  static @Nullable URL find(@Nullable String given) throws IOException {
    if (given == null) {
      URL found = new Search().result();
      return found == null ? resource(OF_SPRING) : found;
    }
    try {
      Path path = Path.of(given);
      if (Files.exists(path)) {
        return path.toUri().toURL();
      }
    } catch (InvalidPathException e) {
      // A URL, on some systems.
    }
    try {
      return new URI(given).toURL();
    } catch (java.net.URISyntaxException | IllegalArgumentException | MalformedURLException e) {
      return resource(given);
    }
  }

  /** Logback's own, which looks where the class loader of its class does. */
  private static final class Search extends DefaultJoranConfigurator {
    // What it calls cannot be called in Logback 1.5.18, which Spring Boot 3.5 brings.
    @SuppressWarnings("deprecation")
    @Nullable URL result() {
      setContext(new LoggerContext());
      return findURLOfDefaultConfigurationFile(false);
    }
  }

  private static @Nullable URL resource(String name) {
    ClassLoader own = LogbackFile.class.getClassLoader();
    return own == null ? null : own.getResource(name);
  }

  /**
   * Reads it.
   *
   * @param environment for the appenders
   * @throws IOException where it cannot be read at all; says why
   */
  static LogbackFile read(URL url, Map<String, String> environment) throws IOException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    InertConfigurator configurator = new InertConfigurator(environment);
    configurator.setContext(context);
    try {
      configurator.doConfigure(url);
    } catch (JoranException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? e.getMessage() : FileFailure.reason(cause), e);
    }
    return new LogbackFile(
        url.toString(), context, configurator.appenders(), configurator.unreferenced());
  }

  /** What Logback complained of while it was read, apart from what the appenders did. */
  List<String> complaints() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= Status.WARN)
        .filter(status -> !(status.getOrigin() instanceof FluentAppender))
        .map(Status::getMessage)
        .distinct()
        .toList();
  }
}
