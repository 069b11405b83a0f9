package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Appends rows to a table, in the connection's transaction. They are in it when this is closed. */
final class Appending implements AutoCloseable {

  private final DuckDBAppender appender;

  /**
   * @param catalog {@code temp}, or empty for the database's own
   */
  Appending(DuckDBConnection connection, String catalog, String table) throws SQLException {
    appender =
        catalog.isEmpty()
            ? connection.createAppender("main", table)
            : connection.createAppender(catalog, "main", table);
  }

  void row(List<? extends @Nullable Object> values) throws SQLException {
    appender.beginRow();
    for (Object value : values) {
      append(value);
    }
    appender.endRow();
  }

  private void append(@Nullable Object value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof String text) {
      appender.append(text);
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (value instanceof Instant time) {
      appender.append(Times.toSql(time));
    } else {
      throw new IllegalArgumentException("not a column's value: " + value.getClass());
    }
  }

  @Override
  public void close() throws SQLException {
    appender.close();
  }
}
