package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.KeyStoreFactoryBean;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets out of what the doctor prints. Its own words hold none; those of a collector, of
 * Logback or of the JVM may repeat one.
 */
final class Secrets {

  private static final String MASK = "***";

  /** A shorter one is masked where it stands alone only: it may be a part of any word. */
  private static final int LONG_ENOUGH = 4;

  private Secrets() {}

  /** All secrets of an appender. */
  static List<String> of(FluentProperties properties, FluentEnvironment environment) {
    List<String> secrets = new ArrayList<>();
    Stream.of(
            properties.sharedKey,
            properties.password,
            environment.text("FLUENTD_SHARED_KEY"),
            environment.text("FLUENTD_PASSWORD"))
        .filter(Objects::nonNull)
        .forEach(secrets::add);
    SSLConfiguration ssl = properties.ssl;
    if (ssl != null) {
      add(secrets, ssl.getKeyStore());
      add(secrets, ssl.getTrustStore());
    }
    return secrets;
  }

  private static void add(List<String> secrets, @Nullable KeyStoreFactoryBean store) {
    // "changeit" is what Java takes where nothing is set: it protects nothing.
    if (store != null && store.getPassword() != null && !store.getPassword().equals("changeit")) {
      secrets.add(store.getPassword());
    }
  }

  /** The text without any of them. */
  static String masked(String text, Collection<String> secrets) {
    String masked = text;
    for (String secret : secrets) {
      if (!secret.isBlank()) {
        boolean anywhere = secret.length() >= LONG_ENOUGH;
        String quoted = Pattern.quote(secret);
        String pattern = anywhere ? quoted : "(?<!\\w)" + quoted + "(?!\\w)";
        masked = Pattern.compile(pattern).matcher(masked).replaceAll(MASK);
      }
    }
    return masked;
  }
}
