package io.emp.logging;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/**
 * Tells, once for each recommended field of each type, that a set lacks it. It is for the one who
 * writes a connector, so that it asks nothing of a set unless debug is on, and tells no more often
 * than there are such fields.
 */
final class MissingFields {

  static final MissingFields OF_PROCESS =
      new MissingFields(LoggerFactory.getLogger(ConnectorFields.class));

  private final Logger logger;

  /** For each type, a bit for each of its fields: no type has 64. */
  private final AtomicLongArray told = new AtomicLongArray(ConnectorType.values().length);

  MissingFields(Logger logger) {
    this.logger = logger;
  }

  /** Never throws: the logging system is called while an event is being made. */
  void check(ConnectorFields fields) {
    try {
      ConnectorType type = fields.type();
      if (told.get(type.ordinal()) != type.recommended && logger.isDebugEnabled()) {
        tell(type, fields.missing());
      }
    } catch (Throwable t) {
      Reporter.error("What a connector's fields lack could not be told", t);
    }
  }

  private void tell(ConnectorType type, List<String> missing) {
    long lacking = type.bits(field -> missing.contains(field.name()));
    // Marked before it is told: an appender may itself tell of such a set.
    long before = told.getAndAccumulate(type.ordinal(), lacking, (a, b) -> a | b);
    List<String> news =
        missing.stream()
            .filter(name -> (before & type.bits(field -> field.name().equals(name))) == 0)
            .toList();
    if (!news.isEmpty()) {
      logger.debug(
          "An event of the connector {} lacks recommended fields: {}. Of each this is told once.",
          type.connector,
          String.join(", ", news));
    }
  }
}
