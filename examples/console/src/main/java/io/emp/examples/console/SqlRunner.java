package io.emp.examples.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Runs what a person has written: one {@code SELECT}, which the database's own parser has to find
 * it to be, in a transaction that only reads, for a limited time, one at a time. That it reads and
 * writes no files is the database's setting, see {@link Database}.
 */
final class SqlRunner implements AutoCloseable {

  static final int MOST_ROWS = 1000;
  static final int MOST_CELL_CHARS = 10_000;

  private static final long WAIT_SECONDS = 5;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .toFormatter(Locale.ROOT);

  private final DuckDBConnection connection;
  private final Duration time;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "query-time");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param time how long a query may take
   */
  SqlRunner(Database database, Duration time) throws SQLException {
    this.connection = database.connection();
    this.time = time;
  }

  SqlResult run(String sql) {
    long start = System.nanoTime();
    try {
      if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return SqlResult.failed("Another query is being run.", millisSince(start));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SqlResult.failed("Interrupted.", millisSince(start));
    }
    try {
      String wrong = isOneSelect(sql);
      return wrong == null ? readOnly(sql) : SqlResult.failed(wrong, millisSince(start));
    } catch (SQLException e) {
      return SqlResult.failed(told(e), millisSince(start));
    } finally {
      lock.unlock();
    }
  }

  /** Says why a text is not one query; null where it is. */
  private @Nullable String isOneSelect(String sql) throws SQLException {
    String parsed =
        Readers.rows(
                connection,
                "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR AS parsed",
                row -> row.required("parsed"),
                sql)
            .get(0);
    try {
      JsonNode tree = Json.MAPPER.readTree(parsed);
      if (tree.path("error").asBoolean(true)) {
        String message = tree.path("error_message").asText();
        return message.contains("Only SELECT") ? "Only SELECT is run here." : message;
      }
      return tree.path("statements").size() == 1 ? null : "One statement is run at a time.";
    } catch (JsonProcessingException e) {
      return "The query is nested too deep.";
    }
  }

  private SqlResult readOnly(String sql) throws SQLException {
    execute("BEGIN TRANSACTION READ ONLY");
    try {
      return query(sql);
    } finally {
      execute("ROLLBACK");
    }
  }

  private SqlResult query(String sql) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Future<?> end =
          watch.schedule(() -> cancel(statement), time.toMillis(), TimeUnit.MILLISECONDS);
      try (ResultSet results = statement.executeQuery()) {
        return read(results, start);
      } finally {
        end.cancel(false);
      }
    }
  }

  private static SqlResult read(ResultSet results, long start) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
      columns.add(results.getMetaData().getColumnName(i));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    boolean more = false;
    while (!more && results.next()) {
      if (rows.size() == MOST_ROWS) {
        more = true;
      } else {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          String cell = text(results, i);
          row.add(cell == null ? null : Texts.shortened(cell, MOST_CELL_CHARS));
        }
        rows.add(row);
      }
    }
    return new SqlResult(columns, rows, more, millisSince(start), null);
  }

  /** A time as it is stored: as a text it would be one of the machine's zone, which may skip it. */
  private static @Nullable String text(ResultSet results, int column) throws SQLException {
    if (results.getMetaData().getColumnType(column) == Types.TIMESTAMP) {
      LocalDateTime time = results.getObject(column, LocalDateTime.class);
      return time == null ? null : TIME.format(time);
    }
    return results.getString(column);
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // It has ended.
    }
  }

  private String told(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("INTERRUPT") || message.contains("nterrupted")
        ? "The query took longer than " + time.toSeconds() + " s and was ended."
        : message;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Override
  public void close() {
    watch.shutdownNow();
    try {
      connection.close();
    } catch (SQLException e) {
      // It only read.
    }
  }
}
