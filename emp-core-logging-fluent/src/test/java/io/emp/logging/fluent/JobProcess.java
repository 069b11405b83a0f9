package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobLogger;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM of its own whose threads work on jobs as fast as they can, {@code <name>-<thread>-<job>},
 * while another thread logs. Each {@value #LEFT_OPEN}th job is never ended. After each call it is
 * noted that it has returned, in a way that outlives the process.
 */
final class JobProcess implements AutoCloseable {

  static final int THREADS = 3;
  static final int LEFT_OPEN = 50;

  private static final int MOST_JOBS = 20_000;

  private final Process process;
  private final MappedByteBuffer notes;

  private JobProcess(Process process, MappedByteBuffer notes) {
    this.process = process;
    this.notes = notes;
  }

  /**
   * Starts it.
   *
   * @param jobs after how many jobs it stops its appender and ends; zero for not at all
   */
  static JobProcess start(String name, int jobs, Path bufferDirectory, int port, Path directory)
      throws IOException {
    Path note = directory.resolve(name + ".count");
    MappedByteBuffer notes = map(note);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            JobProcess.class.getName(),
            name,
            String.valueOf(jobs),
            note.toString());
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(port));
    builder.environment().put("FLUENTD_BUFFER_DIRECTORY", bufferDirectory.toString());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve(name + ".out").toFile());
    return new JobProcess(builder.start(), notes);
  }

  private static MappedByteBuffer map(Path note) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            note, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * Long.BYTES * THREADS);
    }
  }

  /** How many jobs of a thread have begun, as far as their calls have returned. */
  long begun(int thread) {
    return notes.getLong(2 * thread * Long.BYTES);
  }

  /** How many are over, the ones that were left open among them. */
  long over(int thread) {
    return notes.getLong((2 * thread + 1) * Long.BYTES);
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("it cannot be killed");
    }
  }

  /** Waits until it has ended by itself. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The child. */
  public static void main(String[] args) throws Exception {
    String name = args[0];
    int jobs = Integer.parseInt(args[1]);
    MappedByteBuffer notes = map(Path.of(args[2]));
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    FluentAppender appender = new FluentAppender();
    appender.setContext(context);
    appender.setShutdownTimeout(new Duration(50_000));
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    ConnectorLogger worker =
        ConnectorLogger.builder()
            .machineId("machine-of-" + name)
            .workerId("worker-of-" + name)
            .build();
    Logger library = context.getLogger("library");
    Thread logging =
        new Thread(
            () -> {
              for (int i = 0; i < 30_000; i++) {
                library.info("line {}", i);
              }
            });
    logging.setDaemon(true);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      threads.add(new Thread(() -> work(worker, name, thread, jobs, notes)));
    }
    if (jobs == 0) {
      logging.start();
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (jobs > 0) {
      context.stop();
    } else {
      // To be killed.
      Thread.currentThread().join(60_000);
    }
  }

  private static void work(
      ConnectorLogger worker, String name, int thread, int jobs, MappedByteBuffer notes) {
    for (int i = 0; i < (jobs == 0 ? MOST_JOBS : jobs); i++) {
      JobLogger job = worker.withJobContext(name + "-" + thread + "-" + i);
      job.jobReceived();
      notes.putLong(2 * thread * Long.BYTES, i + 1L);
      job.jobStarted();
      job.jobProgress(event -> event.progress(50));
      if (jobs > 0 || i % LEFT_OPEN != 0) {
        job.jobCompleted();
        job.close();
      }
      notes.putLong((2 * thread + 1) * Long.BYTES, i + 1L);
    }
  }
}
