package io.emp.logging.fluent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The {@code FluentServer} of the npm package {@code @fluent-org/logger}. Without Node.js its tests
 * are skipped, unless the system property {@code emp.require.node} is {@code true}.
 */
final class FluentServerCollector extends CollectorProcess {

  private static final List<String> PACKAGES =
      List.of("@fluent-org/logger@1.0.10", "@msgpack/msgpack@2.8.0");

  /** Written by npm when all is installed. */
  private static final Path INSTALLED = Path.of("node_modules", ".package-lock.json");

  private static final Duration INSTALL = Duration.ofMinutes(2);

  private static boolean tried;
  private static @Nullable String obstacle;

  /** Has the package there, once for all tests. */
  private static synchronized void install() throws Exception {
    if (!tried) {
      tried = true;
      obstacle = installed();
    }
    if (obstacle != null && Boolean.getBoolean("emp.require.node")) {
      throw new AssertionError(obstacle);
    }
  }

  /** Installs the package where it is not yet; says why it cannot be had, else null. */
  private static @Nullable String installed() throws Exception {
    Optional<Path> npm = CollectorProcess.onPath("npm");
    if (CollectorProcess.onPath("node").isEmpty() || npm.isEmpty()) {
      return "there is no node or no npm on the PATH";
    }
    Path directory = packageDirectory();
    if (Files.exists(directory.resolve(INSTALLED))) {
      return null;
    }
    Files.createDirectories(directory);
    Path log = directory.resolve("install.log");
    List<String> command = new ArrayList<>();
    command.add(npm.get().toString());
    command.addAll(List.of("install", "--no-audit", "--no-fund", "--prefix", directory.toString()));
    command.addAll(PACKAGES);
    Process install =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!install.waitFor(INSTALL.toMillis(), TimeUnit.MILLISECONDS)) {
      install.descendants().forEach(ProcessHandle::destroyForcibly);
      install.destroyForcibly();
      return "npm install took longer than " + INSTALL.toSeconds() + " s";
    }
    return install.exitValue() == 0 ? null : "npm install failed: " + Files.readString(log);
  }

  private static Path packageDirectory() throws URISyntaxException {
    URL classes = FluentServerCollector.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(classes.toURI()).resolveSibling("fluent-server");
  }

  private final String options;

  FluentServerCollector(Path directory) {
    this(directory, "{}");
  }

  /**
   * With options of its own.
   *
   * @param options JSON; see the script
   */
  FluentServerCollector(Path directory, String options) {
    super(directory);
    this.options = options;
  }

  @Override
  public void assumeInstalled() throws Exception {
    install();
    assumeTrue(obstacle == null, () -> "FluentServer is not tested: " + obstacle);
  }

  @Override
  List<String> command(int port) throws IOException {
    try {
      URL script = FluentServerCollector.class.getResource("/collectors/fluent-server.cjs");
      return List.of(
          onPath("node").orElseThrow().toString(),
          Path.of(Objects.requireNonNull(script).toURI()).toString(),
          packageDirectory().toString(),
          Integer.toString(port),
          options);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  @Override
  ReceivedEvent event(String line) throws IOException {
    Map<String, @Nullable Object> entry = ReceivedJson.object(line);
    if (entry.get("tag") instanceof String tag
        && entry.get("seconds") instanceof Integer seconds
        && entry.get("nanos") instanceof Integer nanos
        && entry.get("record") instanceof Map<?, ?> record) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      record.forEach((key, value) -> fields.put((String) key, value));
      return new ReceivedEvent(tag, Instant.ofEpochSecond(seconds, nanos), fields);
    }
    throw new IOException("not an entry: " + line);
  }

  /**
   * JavaScript has one type of number: 50.0 is printed as 50, and the package decodes integers over
   * 53 bits to the nearest double.
   */
  @Override
  public Object comparable(Number number) {
    return number.doubleValue();
  }
}
