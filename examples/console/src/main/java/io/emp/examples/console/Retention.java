package io.emp.examples.console;

import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;

/**
 * Bounds what is kept: when there are more events than may be, or their file is larger, the oldest
 * go, and with them what is known of jobs, workers and runs that nothing was heard of since. More
 * than must goes at once, so that it is seldom.
 */
final class Retention {

  /** One in so many events, or bytes, goes beyond what must. */
  private static final int SLACK = 20;

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
      long bytes = Database.bytes(connection);
      connection.rollback();
      if (bytes > maxBytes) {
        double excess = 1 - (double) (maxBytes - maxBytes / SLACK) / bytes;
        forgetBefore(connection, oldestEventId + Math.max(1, (long) (events * excess)));
        checkpoint(connection);
      }
    }
  }

  /** Gives the room of what was deleted back, for what comes. */
  private static void checkpoint(DuckDBConnection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    } finally {
      connection.setAutoCommit(false);
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
