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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * The contract over the {@code FluentServer} of the npm package {@code @fluent-org/logger}. Without
 * Node.js it is skipped, unless the system property {@code emp.require.node} is {@code true}.
 */
class FluentServerTest extends CollectorContract {

  private static final List<String> PACKAGES =
      List.of("@fluent-org/logger@1.0.10", "@msgpack/msgpack@2.8.0");

  /** Written by npm when all is installed. */
  private static final Path INSTALLED = Path.of("node_modules", ".package-lock.json");

  private static final Duration INSTALL = Duration.ofMinutes(2);

  private static @Nullable String obstacle;

  @BeforeAll
  @Timeout(180)
  static void install() throws Exception {
    obstacle = installed();
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
    URL classes = FluentServerTest.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(classes.toURI()).resolveSibling("fluent-server");
  }

  @Override
  ContractCollector collector(Path directory) {
    return new FluentServer(directory);
  }

  private static final class FluentServer extends CollectorProcess {

    FluentServer(Path directory) {
      super(directory);
    }

    @Override
    public void assumeInstalled() {
      assumeTrue(obstacle == null, () -> "FluentServer is not tested: " + obstacle);
    }

    @Override
    List<String> command(int port) throws IOException {
      try {
        URL script = FluentServerTest.class.getResource("/collectors/fluent-server.cjs");
        return List.of(
            onPath("node").orElseThrow().toString(),
            Path.of(Objects.requireNonNull(script).toURI()).toString(),
            packageDirectory().toString(),
            Integer.toString(port));
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
     * JavaScript has one type of number: 50.0 is printed as 50, and the package decodes integers
     * over 53 bits to the nearest double.
     */
    @Override
    public Object comparable(Number number) {
      return number.doubleValue();
    }
  }
}
