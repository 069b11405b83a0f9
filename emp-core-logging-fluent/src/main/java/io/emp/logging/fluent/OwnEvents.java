package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Events of the appender's own, which tell downstream what was lost. They are encoded like any
 * other; those of this worker carry its identity as far as the environment tells it.
 */
final class OwnEvents {

  /** The appender's name: what people know of all this. */
  private static final String LOGGER = OwnEvents.class.getPackageName() + ".FluentAppender";

  private final RunId run;

  OwnEvents(RunId run) {
    this.run = run;
  }

  /** An event of this worker's, at level WARN. */
  MessagePackWriter encode(String eventType, String message, Map<String, ?> fields) {
    return encode(Level.WARN, message, Map.of(), Map.of("event_type", eventType), fields);
  }

  /**
   * An event, as an entry that is yet to be given its place.
   *
   * @param context who it is of, as an MDC would say it; empty for this worker
   * @param known its fields under the SDK's names, see {@link MessagePackWriter}
   * @param fields its other fields
   */
  MessagePackWriter encode(
      Level level,
      String message,
      Map<String, String> context,
      Map<String, ?> known,
      Map<String, ?> fields) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(LOGGER);
    event.setThreadName(Thread.currentThread().getName());
    event.setLevel(level);
    event.setMessage(message);
    event.setInstant(Instant.now());
    event.setMDCPropertyMap(context);
    List<KeyValuePair> pairs =
        fields.entrySet().stream()
            .map(entry -> new KeyValuePair(entry.getKey(), entry.getValue()))
            .toList();
    event.setKeyValuePairs(pairs);
    MessagePackWriter writer = new MessagePackWriter(run.hex(), known);
    writer.write(event);
    return writer;
  }
}
