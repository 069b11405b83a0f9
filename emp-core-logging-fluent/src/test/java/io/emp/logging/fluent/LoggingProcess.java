package io.emp.logging.fluent;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that logs {@code <name>-0}, {@code <name>-1} and so on, as fast as it can, and
 * notes after each call that it has returned, in a way that outlives it.
 */
final class LoggingProcess implements AutoCloseable {

  private static final int MOST_EVENTS = 200_000;

  private final Process process;
  private final MappedByteBuffer returned;

  private LoggingProcess(Process process, MappedByteBuffer returned) {
    this.process = process;
    this.returned = returned;
  }

  /**
   * Starts it.
   *
   * @param events after how many it stops its appender and ends; zero for not at all
   */
  static LoggingProcess start(String name, int events, Path bufferDirectory, int port, Path notes)
      throws IOException {
    Path note = notes.resolve(name + ".count");
    MappedByteBuffer returned = map(note);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LoggingProcess.class.getName());
    command.add(name);
    command.add(String.valueOf(events));
    command.add(note.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(port));
    builder.environment().put("FLUENTD_BUFFER_DIRECTORY", bufferDirectory.toString());
    builder.redirectErrorStream(true).redirectOutput(notes.resolve(name + ".out").toFile());
    return new LoggingProcess(builder.start(), returned);
  }

  private static MappedByteBuffer map(Path note) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            note, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
    }
  }

  /** How many log calls have returned. */
  long returned() {
    return returned.getLong(0);
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
    int events = Integer.parseInt(args[1]);
    MappedByteBuffer returned = map(Path.of(args[2]));
    LoggerContext context = new LoggerContext();
    FluentAppender appender = new FluentAppender();
    appender.setContext(context);
    appender.setShutdownTimeout(new Duration(50_000));
    appender.start();
    Logger logger = context.getLogger("worker");
    logger.addAppender(appender);
    for (int i = 0; i < (events == 0 ? MOST_EVENTS : events); i++) {
      logger.info(name + "-" + i);
      returned.putLong(0, i + 1L);
    }
    if (events > 0) {
      context.stop();
    } else {
      // To be killed.
      Thread.currentThread().join(60_000);
    }
  }
}
