package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes that end without stopping the appender. */
@Timeout(60)
class ProcessExitTest {

  private static final int EVENTS = 5_000;

  enum Ending {
    MAIN_RETURNS,
    SYSTEM_EXIT,
    UNCAUGHT_EXCEPTION,
    SIGTERM
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatEndsDeliversWhatItLogged(Ending ending) throws Exception {
    List<CollectedEvent> events = new CopyOnWriteArrayList<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      Process process = start(ending, collector.port());
      try {
        if (ending == Ending.SIGTERM) {
          // It says when it has logged all and waits for the signal.
          assertThat(process.getInputStream().read()).isEqualTo('.');
          process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }

      assertThat(events).hasSize(EVENTS);
      assertThat(events.get(EVENTS - 1).fields()).containsEntry("seq", (long) EVENTS);
    }
  }

  private static Process start(Ending ending, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            ending.name());
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(port));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** The child. */
  static final class Worker {

    private Worker() {}

    public static void main(String[] args) throws InterruptedException {
      LoggerContext context = new LoggerContext();
      FluentAppender appender = new FluentAppender();
      appender.setContext(context);
      appender.setShutdownTimeout(new Duration(30_000));
      appender.start();
      Logger logger = context.getLogger("worker");
      logger.addAppender(appender);
      for (int i = 0; i < EVENTS; i++) {
        logger.info("event {}", i);
      }
      switch (Ending.valueOf(args[0])) {
        case MAIN_RETURNS -> {
          return;
        }
        case SYSTEM_EXIT -> System.exit(3);
        case UNCAUGHT_EXCEPTION -> throw new IllegalStateException("ends the main thread");
        case SIGTERM -> {
          System.out.print('.');
          System.out.flush();
          Thread.currentThread().join(60_000);
        }
      }
    }
  }
}
