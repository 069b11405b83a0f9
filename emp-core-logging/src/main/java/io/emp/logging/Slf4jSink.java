package io.emp.logging;

import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Hands records to any SLF4J 2 provider. What the MDC holds already stays there; the rest goes as
 * key-values, so that the event is complete outside a job's scope, and with a provider that has no
 * MDC.
 */
final class Slf4jSink implements EventSink {

  private final Logger logger;

  Slf4jSink(Logger logger) {
    this.logger = logger;
  }

  @Override
  public boolean isEnabled(Level level) {
    return logger.isEnabledForLevel(level);
  }

  @Override
  @SuppressWarnings("CheckReturnValue") // A builder: it returns itself.
  public void emit(EventRecord record) {
    LoggingEventBuilder builder = logger.atLevel(record.level()).setMessage(record.maskedMessage());
    record.forEachOfContext(
        (key, value) -> {
          if (!value.equals(MDC.get(key))) {
            builder.addKeyValue(key, value);
          }
        });
    record.forEachOfEvent(builder::addKeyValue);
    if (record.thrown() != null) {
      builder.setCause(record.thrown());
    }
    builder.log();
  }

  @Override
  public Runnable deferred(EventRecord record) {
    return () -> emit(record);
  }
}
