package io.emp.logging.fluent;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A collector in a process of its own, which writes each event as a line. */
abstract class CollectorProcess implements ContractCollector {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(40);
  private static final Duration KILL = Duration.ofSeconds(30);

  private final Path directory;
  private final List<String> output = new ArrayList<>();
  private final List<ReceivedEvent> received = new ArrayList<>();
  private @Nullable Process process;
  private @Nullable Thread reader;
  private volatile @Nullable IOException readFailure;

  /**
   * A collector that does not run yet.
   *
   * @param directory where it may keep files, its own
   */
  CollectorProcess(Path directory) {
    this.directory = directory;
  }

  /** The program and its arguments. */
  abstract List<String> command(int port) throws IOException;

  /** An event's line, read; null for a line that is none. */
  abstract @Nullable ReceivedEvent event(String line) throws IOException;

  final Path directory() {
    return directory;
  }

  /** The lines written since the last call. */
  List<String> newLines() throws IOException {
    synchronized (output) {
      List<String> lines = List.copyOf(output);
      output.clear();
      return lines;
    }
  }

  @Override
  public final void start(int port) throws Exception {
    Process started =
        new ProcessBuilder(command(port))
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
            .start();
    process = started;
    Thread thread = new Thread(() -> read(started), "collector-output-" + started.pid());
    thread.setDaemon(true);
    thread.start();
    reader = thread;
    await("the collector's port")
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> accepts(port) || !started.isAlive());
    if (!started.isAlive()) {
      throw new AssertionError("the collector ended at once: " + Files.readString(errors()));
    }
  }

  private Path errors() {
    return directory.resolve("stderr.txt");
  }

  private void read(Process from) {
    try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        synchronized (output) {
          output.add(line);
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      readFailure = e;
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public final void stop() throws Exception {
    Process running = process;
    Thread reading = reader;
    process = null;
    if (running == null || reading == null) {
      return;
    }
    // Not the process's own destroy(): that closes the pipe, with what is still in it.
    running.toHandle().destroy();
    if (!running.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      running.destroyForcibly().waitFor(KILL.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("the collector did not stop within " + STOP);
    }
    reading.join(KILL.toMillis());
    if (reading.isAlive()) {
      throw new AssertionError("the collector has ended but its output has not");
    }
    IOException failure = readFailure;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public final List<ReceivedEvent> received() throws Exception {
    synchronized (received) {
      for (String line : newLines()) {
        ReceivedEvent event = event(line);
        if (event != null) {
          received.add(event);
        }
      }
      return List.copyOf(received);
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
}
