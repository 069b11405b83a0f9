package io.emp.logging.fluent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The doctor as people run it, in a JVM of its own.
 *
 * @param exitCode what it ended with
 * @param output what it printed to its output
 * @param errors what it printed to its errors
 */
record DoctorProcess(int exitCode, String output, String errors) {

  /** Without that of the tests, which has a configuration of Logback. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Runs it to its end.
   *
   * @param directory for its output
   * @param environment all that it has of the variables that matter
   * @param jvmOptions such as {@code -Dlogback.configurationFile=…}
   */
  static DoctorProcess run(
      Path directory, Map<String, String> environment, List<String> jvmOptions, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), Doctor.class.getName()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("doctor.out");
    Path errors = directory.resolve("doctor.err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the doctor does not end: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
    return new DoctorProcess(
        process.exitValue(),
        Files.readString(output, StandardCharsets.UTF_8),
        Files.readString(errors, StandardCharsets.UTF_8));
  }
}
