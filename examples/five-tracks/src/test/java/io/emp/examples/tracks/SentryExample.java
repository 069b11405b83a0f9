package io.emp.examples.tracks;

import ch.qos.logback.classic.LoggerContext;
import io.emp.logging.ConnectorLogger;
import org.slf4j.LoggerFactory;

/** A worker whose job fails, with the configuration that docs/errors.md shows. */
final class SentryExample {

  private SentryExample() {}

  public static void main(String[] args) {
    ConnectorLogger logger = ConnectorLogger.fromEnvironment("comfyui-local");
    try {
      logger.withJobContext(
          "job-12345",
          job -> {
            LoggerFactory.getLogger("model").error("The model cannot be read");
            throw new IllegalStateException("checkpoint is missing");
          });
    } catch (IllegalStateException e) {
      // It is told.
    }
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }
}
