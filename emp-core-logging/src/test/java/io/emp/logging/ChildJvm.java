package io.emp.logging;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class in a JVM whose class path is that of the tests but for some jars. */
final class ChildJvm {

  private static final long LIMIT_SECONDS = 60;

  private final List<String> options = new ArrayList<>();
  private final List<String> classPath;

  private ChildJvm(List<String> classPath) {
    this.classPath = classPath;
  }

  /** How it ended, and what it wrote to both of its outputs. */
  record Result(int exitCode, List<String> lines) {}

  /** Leaves out nothing. */
  static ChildJvm whole() {
    return new ChildJvm(
        new ArrayList<>(
            Arrays.asList(System.getProperty("java.class.path", "").split(File.pathSeparator))));
  }

  /** Leaves out the jars with such names. */
  static ChildJvm without(Predicate<String> jarName) {
    List<String> all =
        Arrays.asList(System.getProperty("java.class.path", "").split(File.pathSeparator));
    List<String> kept =
        all.stream()
            .filter(entry -> !jarName.test(String.valueOf(Path.of(entry).getFileName())))
            .collect(Collectors.toCollection(ArrayList::new));
    if (kept.size() == all.size()) {
      throw new AssertionError("nothing on the class path has such a name: " + all);
    }
    return new ChildJvm(kept);
  }

  ChildJvm with(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError(jar + " is not there; mvn generate-test-resources puts it there");
    }
    classPath.add(jar.toString());
    return this;
  }

  ChildJvm withDirectory(Path directory) {
    classPath.add(directory.toString());
    return this;
  }

  ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Waits for its end, at most {@value #LIMIT_SECONDS} seconds. */
  Result run(Path directory, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home", ""), "bin", "java").toString()),
                options.stream(),
                Stream.of("-cp", String.join(File.pathSeparator, classPath), main.getName()),
                Stream.of(arguments))
            .flatMap(part -> part)
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
        throw new AssertionError(
            "did not end within " + LIMIT_SECONDS + " seconds: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readAllLines(output));
    } finally {
      process.destroyForcibly();
    }
  }
}
