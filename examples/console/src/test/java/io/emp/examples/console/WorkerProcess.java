package io.emp.examples.console;

import io.emp.examples.worker.WorkerService;
import java.io.IOException;
import java.nio.file.Path;

/** The example worker in a JVM of its own, which takes its time and sends to a console. */
final class WorkerProcess implements AutoCloseable {

  private static final Path WORKER = Path.of("..", "worker-service").toAbsolutePath().normalize();

  private final Process process;

  /**
   * @param folder for its thumbnails
   */
  WorkerProcess(Path folder, int forwardPort) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Dlogback.configurationFile=" + WORKER.resolve("src/main/resources/logback.xml"),
            "-classpath",
            System.getProperty("java.class.path"),
            WorkerService.class.getName(),
            WORKER.resolve("images").toString(),
            folder.resolve("thumbnails").toString(),
            "60");
    builder.environment().keySet().removeIf(name -> name.startsWith("FLUENTD_"));
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(forwardPort));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("worker.txt").toFile());
    process = builder.start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
