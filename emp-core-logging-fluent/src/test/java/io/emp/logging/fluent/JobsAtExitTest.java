package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobLogger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Real workers that are stopped in the middle of a job: its end is told, and delivered. */
@Timeout(60)
class JobsAtExitTest {

  enum Ending {
    SIGTERM,
    /** Logging is stopped by a hook of its own, as Logback's {@code <shutdownHook>} does. */
    SIGTERM_WITH_A_HOOK_THAT_STOPS_LOGGING,
    MAIN_RETURNS
  }

  @ParameterizedTest
  @EnumSource
  void theJobIsCancelledAndThatDelivered(Ending ending) throws Exception {
    List<CollectedEvent> events = new CopyOnWriteArrayList<>();
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      Process process = start(ending, collector.port());
      try {
        if (ending != Ending.MAIN_RETURNS) {
          assertThat(process.getInputStream().read()).isEqualTo('.');
          process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(events)
          .extracting(event -> Objects.requireNonNull(event.fields().get("event_type")).toString())
          .containsExactly("job_received", "job_started", "job_cancelled");
      assertThat(events.get(2).fields()).containsEntry("job_id", "job-1");
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
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      root.detachAndStopAllAppenders();
      root.setLevel(Level.INFO);
      FluentAppender appender = new FluentAppender();
      appender.setContext(context);
      appender.start();
      root.addAppender(appender);
      Ending ending = Ending.valueOf(args[0]);
      if (ending == Ending.SIGTERM_WITH_A_HOOK_THAT_STOPS_LOGGING) {
        Runtime.getRuntime().addShutdownHook(new Thread(context::stop));
      }
      JobLogger job =
          ConnectorLogger.builder()
              .machineId("machine-a")
              .workerId("worker-1")
              .exitGrace(Duration.ofMillis(10))
              .build()
              .withJobContext("job-1");
      job.jobReceived();
      job.jobStarted();
      if (ending == Ending.MAIN_RETURNS) {
        return;
      }
      System.out.print('.');
      System.out.flush();
      Thread.currentThread().join(60_000);
    }
  }
}
