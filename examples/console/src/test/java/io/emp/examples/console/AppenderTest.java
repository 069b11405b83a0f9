package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.util.Duration;
import io.emp.logging.fluent.FluentAppender;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** The SDK's own appender, by each protocol. */
@Timeout(60)
class AppenderTest {

  private static final int EVENTS = 5_000;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"forward, none, ''", "forward, gzip, a key", "http, none, ''", "http, gzip, ''"})
  void deliversEachEventOnce(String protocol, String compress, String sharedKey) throws Exception {
    try (TestConsole console =
        new TestConsole(directory, Clock.systemUTC(), "CONSOLE_SHARED_KEY", sharedKey)) {
      FluentAppender appender =
          log(console, protocol, compress, sharedKey, Duration.buildByMinutes(1));
      appender.stop();

      assertThat(appender.snapshot().acked()).isEqualTo(EVENTS);
      assertThat(
              console
                  .post(
                      console.page("/sql"),
                      "text/plain",
                      "SELECT received, sent, missing, duplicates, (SELECT count(DISTINCT seq) FROM"
                          + " events) AS events FROM runs")
                  .body())
          .contains("5000      5000  0        0           5000");
      assertThat(console.get("/delivery").body()).contains(">complete<");
    }
  }

  @Test
  void isTurnedAwayWithAnotherKey() throws Exception {
    try (TestConsole console =
        new TestConsole(directory, Clock.systemUTC(), "CONSOLE_SHARED_KEY", "a key")) {
      FluentAppender appender =
          log(console, "forward", "none", "another key", Duration.buildByMilliseconds(1));
      await().atMost(30, TimeUnit.SECONDS).until(() -> appender.snapshot().retried() > 0);
      appender.stop();

      assertThat(appender.snapshot().acked()).isZero();
    }
  }

  private static FluentAppender log(
      TestConsole console,
      String protocol,
      String compress,
      String sharedKey,
      Duration shutdownTimeout) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(new NopStatusListener());
    FluentAppender appender = new FluentAppender();
    appender.setContext(context);
    appender.setName("FLUENTD");
    appender.setHost("127.0.0.1");
    appender.setProtocol(protocol);
    appender.setPort(
        protocol.equals("http") ? console.console.httpPort() : console.console.forwardPort());
    appender.setCompress(compress);
    appender.setSharedKey(sharedKey.isEmpty() ? null : sharedKey);
    appender.setShutdownTimeout(shutdownTimeout);
    appender.start();
    Logger logger = context.getLogger("test");
    logger.addAppender(appender);
    for (int i = 0; i < EVENTS; i++) {
      logger
          .makeLoggingEventBuilder(Level.INFO)
          .addKeyValue("number", i)
          .addKeyValue("map", Map.of("i", i))
          .log("event {}", i);
    }
    return appender;
  }
}
