package io.emp.logging;

import ch.qos.logback.classic.Logger;
import org.slf4j.event.Level;

/**
 * Hands records to Logback's appenders as events of our own. The only way in that names Logback's
 * classes.
 */
final class LogbackSink implements EventSink {

  private final Logger logger;

  LogbackSink(org.slf4j.Logger logger) {
    this.logger = (Logger) logger;
  }

  static boolean takes(org.slf4j.Logger logger) {
    return logger instanceof Logger;
  }

  @Override
  public boolean isEnabled(Level level) {
    return logger.isEnabledForLevel(level);
  }

  @Override
  public void emit(EventRecord record) {
    logger.callAppenders(new ConnectorEvent(logger, record));
  }

  @Override
  public Runnable deferred(EventRecord record) {
    ConnectorEvent event = new ConnectorEvent(logger, record);
    event.prepareForDeferredProcessing();
    return () -> logger.callAppenders(event);
  }
}
