package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code logback.xml} says, unchecked; null is unset. {@link FluentConfiguration} reads it.
 */
final class FluentProperties {
  @Nullable String host;
  @Nullable Integer port;
  @Nullable String endpoints;
  @Nullable String protocol;
  @Nullable String tag;

  @Nullable Duration flushInterval;
  @Nullable Long chunkSize;
  @Nullable Long bufferSize;
  @Nullable String bufferDirectory;
  @Nullable Duration forceInterval;
  @Nullable Duration blockTimeout;

  @Nullable String compress;
  @Nullable Duration connectTimeout;
  @Nullable Duration ackTimeout;
  @Nullable Duration maxConnectionAge;
  @Nullable Duration shutdownTimeout;

  @Nullable String fallback;
  @Nullable Duration fallbackAfter;

  @Nullable String sharedKey;
  @Nullable String username;
  @Nullable String password;

  @Nullable SSLConfiguration ssl;
  @Nullable String caFile;
  @Nullable String certificateFile;
  @Nullable String privateKeyFile;
}
