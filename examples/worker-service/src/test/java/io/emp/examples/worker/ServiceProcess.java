package io.emp.examples.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The service in a JVM of its own, whose environment holds nothing of ours but what a test sets.
 */
final class ServiceProcess {

  /** The folder of the repository; tests run in the module's folder. */
  static final Path IMAGES = Path.of("images").toAbsolutePath();

  private static final long SECONDS = 60;

  private ServiceProcess() {}

  /** How a process has ended, and what it has printed. */
  record Ended(int exitCode, List<String> out, List<String> err) {}

  /**
   * Runs the service to its end.
   *
   * @param folder an empty one, for what the process prints
   */
  static Ended run(Path folder, Map<String, String> environment, Object... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("has ended by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), lines(out), lines(err));
  }

  private static List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("-Dmsgpack.universal-buffer=true");
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(WorkerService.class.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
  }
}
