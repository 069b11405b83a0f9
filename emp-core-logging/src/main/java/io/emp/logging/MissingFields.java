package io.emp.logging;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, once for each type, what the first incomplete set of it lacks. It is for the one who
 * writes a connector, so that it asks nothing of a set unless debug is on.
 */
final class MissingFields {

  static final MissingFields OF_PROCESS =
      new MissingFields(LoggerFactory.getLogger(ConnectorFields.class));

  private final Logger logger;
  private final AtomicIntegerArray told = new AtomicIntegerArray(ConnectorType.values().length);

  MissingFields(Logger logger) {
    this.logger = logger;
  }

  /** Never throws: the logging system is called while an event is being made. */
  void check(ConnectorFields fields) {
    int type = fields.type().ordinal();
    if (told.get(type) == 0) {
      StructuredLogger.guarded(
          () -> {
            // Marked before it is told: an appender may itself tell of such a set.
            if (logger.isDebugEnabled()
                && !fields.missing().isEmpty()
                && told.compareAndSet(type, 0, 1)) {
              logger.debug(
                  "An event of the connector {} lacks recommended fields: {}. This is told once.",
                  fields.type().connector,
                  String.join(", ", fields.missing()));
            }
          });
    }
  }
}
