package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an example in a JVM of its own, as machine-a and worker-1, with a Logback configuration. */
final class ExampleProcess {

  private ExampleProcess() {}

  /** Waits for its end, and returns the lines it wrote to its standard output. */
  static List<String> run(
      Class<?> main, String configuration, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + configuration,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MACHINE_ID", "machine-a");
    builder.environment().put("WORKER_ID", "worker-1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output);
  }
}
