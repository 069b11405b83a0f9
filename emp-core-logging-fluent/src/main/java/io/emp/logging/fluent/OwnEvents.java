package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Events of the appender's own, which tell downstream what was lost. They are encoded like any
 * other and carry the worker's identity as far as the environment tells it.
 */
final class OwnEvents {

  /** The appender's name: what people know of all this. */
  private static final String LOGGER = OwnEvents.class.getPackageName() + ".FluentAppender";

  private final RunId run;

  OwnEvents(RunId run) {
    this.run = run;
  }

  /** An event at level WARN, as an entry that is yet to be given its place. */
  MessagePackWriter encode(String eventType, String message, Map<String, ?> fields) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(LOGGER);
    event.setThreadName(Thread.currentThread().getName());
    event.setLevel(Level.WARN);
    event.setMessage(message);
    event.setInstant(Instant.now());
    event.setMDCPropertyMap(Map.of());
    List<KeyValuePair> pairs =
        fields.entrySet().stream()
            .map(entry -> new KeyValuePair(entry.getKey(), entry.getValue()))
            .toList();
    event.setKeyValuePairs(pairs);
    MessagePackWriter writer = new MessagePackWriter(run.hex(), eventType);
    writer.write(event);
    return writer;
  }
}
