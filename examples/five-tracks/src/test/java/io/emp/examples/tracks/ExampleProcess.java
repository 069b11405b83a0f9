package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an example in a JVM of its own, as machine-a and worker-1, with a Logback configuration. */
final class ExampleProcess {

  private ExampleProcess() {}

  /**
   * What a process left.
   *
   * @param exit its exit code
   * @param out the lines of its standard output
   * @param errors the lines of its standard error
   */
  record Result(int exit, List<String> out, List<String> errors) {}

  /** Waits for its end, and returns the lines it wrote to its standard output. */
  static List<String> run(
      Class<?> main, String configuration, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    return execute(main, configuration, List.of(), environment, directory).out();
  }

  static Result execute(
      Class<?> main,
      String configuration,
      List<String> arguments,
      Map<String, String> environment,
      Path directory)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + configuration,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Path output = directory.resolve("output.txt");
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("MACHINE_ID", "machine-a");
    builder.environment().put("WORKER_ID", "worker-1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readAllLines(output), Files.readAllLines(errors));
  }
}
