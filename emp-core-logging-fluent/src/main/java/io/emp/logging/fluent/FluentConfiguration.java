package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings of properties, the environment and the defaults. A property overrides the
 * environment. What cannot be used is told with its value and the remedy, and the default used;
 * where that would send in clear what was to be protected, or to nobody, the appender does not
 * start.
 */
final class FluentConfiguration {

  static final String DEFAULT_TAG = "emp.worker";
  static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(200);
  static final Duration DEFAULT_BLOCK_TIMEOUT = Duration.ZERO;
  static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
  static final Duration DEFAULT_FALLBACK_AFTER = Duration.ofMinutes(5);
  static final long DEFAULT_CHUNK_BYTES = 512 * 1024;
  static final long DEFAULT_MEMORY_BYTES = 256L * 1024 * 1024;
  static final long DEFAULT_DISK_BYTES = 1024L * 1024 * 1024;

  /** Such that the largest record fits any chunk. */
  static final long MIN_CHUNK_BYTES = 320 * 1024;

  static final long MAX_CHUNK_BYTES = 1_000_000;

  /** One with the delivery thread and one open. */
  static final int MIN_CHUNKS = 2;

  private static final int MAX_CHUNKS = 100_000;
  private static final String CONSOLE = "console";

  private final FluentProperties properties;
  private final FluentEnvironment environment;
  private final ContextAware status;
  private final PropertyChecks checks;

  FluentConfiguration(
      FluentProperties properties, Map<String, String> environment, ContextAware status) {
    this.properties = properties;
    this.environment = new FluentEnvironment(environment);
    this.status = status;
    this.checks = new PropertyChecks(status);
  }

  FluentSettings settings() throws ConfigurationException {
    TransportSettings transport =
        new TransportConfiguration(properties, environment, status, checks).settings();
    return new FluentSettings(
        buffer(),
        transport,
        checks.positive("shutdownTimeout", properties.shutdownTimeout, DEFAULT_SHUTDOWN_TIMEOUT),
        fallback());
  }

  private BufferSettings buffer() {
    Path directory = directory();
    int chunk =
        (int)
            checks.size(
                "chunkSize",
                properties.chunkSize,
                DEFAULT_CHUNK_BYTES,
                MIN_CHUNK_BYTES,
                MAX_CHUNK_BYTES);
    long buffer =
        checks.size(
            "bufferSize",
            properties.bufferSize,
            directory == null ? defaultMemoryBytes() : DEFAULT_DISK_BYTES,
            (long) chunk * MIN_CHUNKS,
            (long) chunk * MAX_CHUNKS);
    return new BufferSettings(
        tag(),
        chunk,
        (int) (buffer / chunk),
        checks.positive("flushInterval", properties.flushInterval, DEFAULT_FLUSH_INTERVAL),
        checks.duration(
            "blockTimeout", properties.blockTimeout, DEFAULT_BLOCK_TIMEOUT, Duration.ZERO),
        directory,
        forceInterval(directory));
  }

  /** The JVM allows as much memory outside the heap as in it, unless it is told otherwise. */
  static long defaultMemoryBytes() {
    return Math.max(
        MIN_CHUNKS * DEFAULT_CHUNK_BYTES,
        Math.min(DEFAULT_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / 4));
  }

  private @Nullable Path directory() {
    String given = environment.text(properties.bufferDirectory, "FLUENTD_BUFFER_DIRECTORY");
    return given == null
        ? null
        : path("bufferDirectory (FLUENTD_BUFFER_DIRECTORY)", given, "Events wait in memory");
  }

  private @Nullable Path path(String property, String given, String consequence) {
    try {
      return Path.of(given).toAbsolutePath();
    } catch (InvalidPathException e) {
      status.addWarn(
          property
              + " is \""
              + given
              + "\", which is no path: "
              + e.getReason()
              + ". "
              + consequence
              + ".");
      return null;
    }
  }

  private @Nullable Duration forceInterval(@Nullable Path directory) {
    if (properties.forceInterval == null) {
      return null;
    }
    if (directory == null) {
      status.addWarn(
          "forceInterval is "
              + properties.forceInterval
              + ", but there is no bufferDirectory: it has no effect.");
      return null;
    }
    return checks.positive("forceInterval", properties.forceInterval, Duration.ofSeconds(1));
  }

  private String tag() {
    String given = environment.text(properties.tag, "FLUENTD_TAG");
    String used = given == null ? DEFAULT_TAG : given;
    int bytes = used.getBytes(StandardCharsets.UTF_8).length;
    if (bytes <= ChunkHeader.MAX_TAG_BYTES) {
      return used;
    }
    status.addWarn(
        "tag (FLUENTD_TAG) has "
            + bytes
            + " bytes, at most "
            + ChunkHeader.MAX_TAG_BYTES
            + " are allowed: \""
            + DEFAULT_TAG
            + "\" is used.");
    return DEFAULT_TAG;
  }

  private @Nullable FallbackSettings fallback() {
    String given = properties.fallback;
    Duration after =
        checks.positive("fallbackAfter", properties.fallbackAfter, DEFAULT_FALLBACK_AFTER);
    if (given == null || given.isBlank()) {
      return null;
    }
    if (given.strip().toLowerCase(Locale.ROOT).equals(CONSOLE)) {
      return new FallbackSettings(null, after);
    }
    Path file = path("fallback", given.strip(), "There is no fallback");
    return file == null ? null : new FallbackSettings(file, after);
  }
}
