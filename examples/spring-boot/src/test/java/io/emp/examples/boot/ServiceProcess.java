package io.emp.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program in a JVM of its own, whose environment has of ours what a test sets, and no more. */
final class ServiceProcess implements AutoCloseable {

  /** Less than the exitGrace of the service, which is not to be waited for. */
  private static final long SECONDS = 30;

  private final Process process;
  private final BufferedReader out;
  private final Path err;
  private final List<String> lines = new ArrayList<>();

  private ServiceProcess(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader();
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param folder for what it prints to standard error; goes before its class path
   */
  static ServiceProcess start(
      Class<?> program, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-classpath");
    command.add(
        folder + System.getProperty("path.separator") + System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Path err = folder.resolve("stderr");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(SPRING|LOGGING|WORKER)_.*"));
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("MACHINE_ID", "machine-a");
    builder.environment().put("WORKER_ID", "worker-1");
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), err);
  }

  /** Reads what it prints up to a line with all these parts. */
  void awaitLine(String... parts) throws IOException {
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("a line with %s after %s", List.of(parts), lines).isNotNull();
      lines.add(line);
    } while (!Stream.of(parts).allMatch(line::contains));
  }

  /** What was read of it so far. */
  List<String> read() {
    return lines;
  }

  /** Sends SIGTERM and waits for the exit. */
  void terminate() throws InterruptedException {
    // Not destroy() of the process itself, which closes the streams.
    process.toHandle().destroy();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("has ended").isTrue();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** All that it has printed to standard output; to be asked after its end. */
  List<String> out() {
    out.lines().forEach(lines::add);
    return lines;
  }

  List<String> err() throws IOException {
    return Files.readAllLines(err);
  }

  /** It writes no more when this returns. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
