package io.emp.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a trial in a JVM of its own, so that none is compiled, or collected, for another. */
final class ChildJvm {

  /**
   * The same for all: a heap that is no peer's limit, and direct memory for what Fluency may buffer
   * several times.
   */
  static final List<String> OPTIONS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-XX:MaxDirectMemorySize=3g",
          "-Dlogback.configurationFile=logback-benchmarks.xml",
          // A storm of one failure is thinned otherwise, which no peer does.
          "-Demp.logging.stacks.per.minute=0");

  private ChildJvm() {}

  static Figures run(Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Figures figures = null;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (Figures.isIn(line)) {
          figures = Figures.of(line);
        } else {
          System.err.println(line);
        }
      }
    } finally {
      process.destroyForcibly();
    }
    if (figures == null) {
      throw new IOException("No figures from " + main.getSimpleName() + " " + arguments);
    }
    return figures;
  }
}
