package io.emp.examples.tracks;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.RedisClient;

/**
 * A real Redis on a loopback port of its own, which keeps nothing. Tests are skipped where there is
 * no {@code redis-server} on the PATH, or fail where {@code -Demp.require.redis=true} says that
 * there must be.
 */
final class RedisServer implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

  static final String HOST = "127.0.0.1";

  private static final String LOG = "redis.log";
  private static final int MAX_ATTEMPTS = 5;

  private int port;
  private Process process;
  private Path directory;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (program().isPresent() || Boolean.getBoolean("emp.require.redis")) {
      return ConditionEvaluationResult.enabled("Redis is to be had");
    }
    String reason = "There is no redis-server on the PATH";
    System.out.println(context.getDisplayName() + " is skipped: " + reason + ".");
    return ConditionEvaluationResult.disabled(reason);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("redis");
    // The port is free when it is looked for; somebody else may have it when the server wants it.
    for (int attempts = 1; !started() && attempts < MAX_ATTEMPTS; attempts++) {}
    if (!process.isAlive()) {
      throw new AssertionError("redis-server ended: " + log());
    }
  }

  private boolean started() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                program().orElseThrow(() -> new AssertionError("no redis-server")).toString(),
                "--bind",
                HOST,
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(LOG).toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> isReady() || !process.isAlive());
    return process.isAlive();
  }

  /** By its own word: on its port somebody else may answer. */
  private boolean isReady() throws IOException {
    return log().contains("Ready to accept connections");
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve(LOG));
  }

  private static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  int port() {
    return port;
  }

  RedisClient client() {
    return RedisClient.create(HOST, port);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(directory.resolve(LOG));
      Files.deleteIfExists(directory);
    }
  }
}
