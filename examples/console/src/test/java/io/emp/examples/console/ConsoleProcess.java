package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console in a JVM of its own. */
final class ConsoleProcess implements AutoCloseable {

  private static final Pattern STARTED =
      Pattern.compile(
          "Console: +http://localhost:(\\d+)/\nForward input: +port (\\d+)\nHTTP input: +(?:none|port (\\d+))\n");

  private final Process process;
  private final Path output;
  private final Matcher ports;

  /**
   * @param output a file for what it prints
   * @param environment the console's options
   * @param arguments its command
   */
  ConsoleProcess(Path output, Map<String, String> environment, String... arguments)
      throws IOException {
    this.output = output;
    ProcessBuilder builder = builder(environment, arguments);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    process = builder.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive() || printed().find());
    ports = printed();
    if (!ports.find()) {
      throw new AssertionError("The console has ended: " + Files.readString(output));
    }
  }

  private Matcher printed() throws IOException {
    return STARTED.matcher(Files.readString(output));
  }

  /**
   * The example worker with the console in its process, for longer than a test looks at it.
   *
   * @param folder for all that it writes
   */
  static ConsoleProcess withWorker(Path folder) throws IOException {
    Path worker = Path.of("..", "worker-service").toAbsolutePath().normalize();
    Map<String, String> environment =
        Map.of(
            "CONSOLE_DIRECTORY",
            folder.resolve("data").toString(),
            "CONSOLE_PORT",
            "0",
            "CONSOLE_FORWARD_PORT",
            String.valueOf(FreePort.find()),
            "CONSOLE_HTTP_PORT",
            "off");
    return new ConsoleProcess(
        folder.resolve("output.txt"),
        environment,
        "worker",
        worker.resolve("images").toString(),
        folder.resolve("thumbnails").toString(),
        "600");
  }

  /** How a process has ended. */
  record Ended(int exitCode, String out) {}

  /** Runs a command of the console's to its end. It prints into a file, which it cannot fill. */
  static Ended run(Map<String, String> environment, String... arguments) throws Exception {
    Path output = Files.createTempFile("console", ".txt");
    try {
      ProcessBuilder builder = builder(environment, arguments);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String out = Files.readString(output);
      assertThat(ended).as("has ended by itself: " + out).isTrue();
      return new Ended(process.exitValue(), out);
    } finally {
      Files.delete(output);
    }
  }

  private static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dmsgpack.universal-buffer=true");
    if (arguments.length > 0 && arguments[0].equals("worker")) {
      command.add("-Djava.awt.headless=true");
      command.add("-Dlogback.configurationFile=worker-with-console.xml");
    }
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(Console.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("CONSOLE_"));
    builder.environment().putAll(environment);
    return builder;
  }

  int port() {
    return Integer.parseInt(ports.group(1));
  }

  int forwardPort() {
    return Integer.parseInt(ports.group(2));
  }

  int httpPort() {
    return Integer.parseInt(ports.group(3));
  }

  /** Ends it as {@code kill -9} does. It writes no more when this returns. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it as Control-C does. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
