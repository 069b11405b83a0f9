package io.emp.examples.worker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.emp.examples.collector.EventPrinter;
import io.emp.examples.collector.ForwardCollector;
import io.emp.logging.fluent.DeliveryMetrics;
import io.emp.logging.fluent.DeliverySnapshot;
import io.emp.logging.fluent.FluentAppender;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where the events go: to the environment's collector, to one that was started in this process
 * before, or to one embedded here that prints them.
 */
final class Telemetry implements AutoCloseable {

  private static final String PORT = "collector.port";

  private final AtomicLong received = new AtomicLong();
  private @Nullable ForwardCollector embedded;

  private Telemetry() {}

  /**
   * Starts the embedded collector where neither the environment nor {@value #PORT} names one. Must
   * come before anything touches a logger: the first one makes Logback read its configuration,
   * which has the collector's port from here.
   */
  static Telemetry start(PrintStream out) throws IOException {
    // The agent's OpenTelemetry, where there is one. The numbers are exported at the end of the
    // process too, so that they are never taken away.
    DeliveryMetrics.install(GlobalOpenTelemetry.get());
    Telemetry telemetry = new Telemetry();
    String host = System.getenv("FLUENTD_HOST");
    if (System.getProperty(PORT) == null && (host == null || host.isBlank())) {
      telemetry.embed(new EventPrinter(out));
    }
    return telemetry;
  }

  private void embed(EventPrinter printer) throws IOException {
    embedded =
        ForwardCollector.start(
            0,
            event -> {
              printer.accept(event);
              received.incrementAndGet();
            });
    System.setProperty("collector.host", "127.0.0.1");
    System.setProperty(PORT, String.valueOf(embedded.port()));
  }

  boolean isEmbedded() {
    return embedded != null;
  }

  /** How many events the embedded collector has received, those that came twice included. */
  long received() {
    return received.get();
  }

  /**
   * Stops logging, which delivers what is left for as long as the appender's {@code
   * shutdownTimeout} allows.
   *
   * @return what became of the events, or null where the appender could not be started, which it
   *     has told
   */
  @Nullable DeliverySnapshot stopLogging() {
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    FluentAppender appender =
        (FluentAppender) logging.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("FLUENTD");
    logging.stop();
    return appender == null ? null : appender.snapshot();
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
