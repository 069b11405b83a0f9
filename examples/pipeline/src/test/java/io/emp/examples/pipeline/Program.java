package io.emp.examples.pipeline;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program of others' in a process of its own, which is started and stopped by this object. */
final class Program {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(60);

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final List<InetSocketAddress> addresses;
  private @Nullable Process process;

  /**
   * @param environment added to the test's own
   * @param log where its output goes, that of all its runs
   * @param addresses each accepts connections once the program has started, and one after the other
   */
  Program(
      List<String> command,
      Map<String, String> environment,
      Path log,
      List<InetSocketAddress> addresses) {
    this.command = command;
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.addresses = List.copyOf(addresses);
  }

  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(log.toAbsolutePath().getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    await("the ports of " + command.get(0))
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> addresses.stream().allMatch(Program::accepts) || !started.isAlive());
    if (!started.isAlive()) {
      throw new AssertionError(command.get(0) + " ended at once: " + log());
    }
  }

  /** As an administrator would. */
  void stop() throws InterruptedException {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    running.destroy();
    if (!running.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      running.destroyForcibly().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError(command.get(0) + " did not stop within " + STOP);
    }
  }

  /** As the kernel does when memory is short. */
  void kill() throws InterruptedException {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** A port of 127.0.0.1, or of another address of loopback. */
  static InetSocketAddress loopback(int last, int port) throws UnknownHostException {
    return new InetSocketAddress(
        InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port);
  }

  static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A program that the PATH leads to. */
  static Optional<Path> onPath(String program) {
    String path = System.getenv("PATH");
    return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * A port that is free now, stays so while the program is away, and was given to nobody before:
   * below those that systems give to outgoing connections, and those that the files name.
   */
  static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 24_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(port)) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        // Taken: another one.
      }
    }
    throw new IOException("no free port found");
  }
}
