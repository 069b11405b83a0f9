package io.emp.logging;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

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
    try {
      if (told.get(fields.type().ordinal()) == 0 && logger.isDebugEnabled()) {
        tell(fields);
      }
    } catch (Throwable t) {
      Reporter.error("What a connector's fields lack could not be told", t);
    }
  }

  private void tell(ConnectorFields fields) {
    List<String> missing = fields.missing();
    // Marked before it is told: an appender may itself tell of such a set.
    if (!missing.isEmpty() && told.compareAndSet(fields.type().ordinal(), 0, 1)) {
      logger.debug(
          "An event of the connector {} lacks recommended fields: {}. This is told once.",
          fields.type().connector,
          String.join(", ", missing));
    }
  }
}
