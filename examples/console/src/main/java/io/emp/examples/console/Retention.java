package io.emp.examples.console;

import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;

/**
 * Bounds what is kept: when there are more events than may be, or their file is larger, the oldest
 * go, and with them what is known of jobs, workers and runs that nothing was heard of since. More
 * than must go at once, so that it is seldom.
 */
final class Retention {

  /** One in so many events goes beyond what must. */
  private static final int SLACK = 20;

  /** One in so many events goes where the file is too large. */
  private static final int PART_OF_FILE = 10;

  private static final int EVENTS_BETWEEN_LOOKS_AT_FILE = 20_000;

  private final long maxEvents;
  private final long maxBytes;
  private long oldestEventId = 1;
  private long nextLookAtFile;

  Retention(long maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  void begin(long oldest) {
    oldestEventId = oldest;
  }

  /** Takes out what is too much, in a transaction of its own. */
  void apply(DuckDBConnection connection, long lastEventId) throws SQLException {
    long events = lastEventId - oldestEventId + 1;
    if (events > maxEvents) {
      forgetBefore(connection, lastEventId - maxEvents + 1 + maxEvents / SLACK);
    } else if (lastEventId >= nextLookAtFile) {
      nextLookAtFile = lastEventId + EVENTS_BETWEEN_LOOKS_AT_FILE;
      if (Database.bytes(connection) > maxBytes) {
        forgetBefore(connection, oldestEventId + Math.max(1, events / PART_OF_FILE));
      }
      connection.rollback();
    }
  }

  private void forgetBefore(DuckDBConnection connection, long eventId) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM events WHERE event_id < " + eventId);
      for (ReadModel<?> model : ReadModel.all()) {
        model.forgetBefore(statement, eventId);
      }
      connection.commit();
      oldestEventId = eventId;
    }
  }
}
