package io.emp.examples.console;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;

/** Connections for the pages' queries, each for one at a time. */
final class Readers implements AutoCloseable {

  private static final int CONNECTIONS = 4;
  private static final long WAIT_SECONDS = 10;

  private final BlockingQueue<DuckDBConnection> idle = new ArrayBlockingQueue<>(CONNECTIONS);

  Readers(Database database) throws SQLException {
    for (int i = 0; i < CONNECTIONS; i++) {
      idle.add(database.connection());
    }
  }

  /** Makes something of a connection. */
  interface Work<T> {
    T with(DuckDBConnection connection) throws SQLException;
  }

  /** Makes something of a row. */
  interface RowReader<T> {
    T read(Row row) throws SQLException;
  }

  <T> T read(Work<T> work) throws SQLException {
    DuckDBConnection connection;
    try {
      connection = idle.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    if (connection == null) {
      throw new SQLException("too many pages are being made at once");
    }
    try {
      return work.with(connection);
    } finally {
      idle.add(connection);
    }
  }

  /** The rows of a query with its parameters. */
  <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
    return read(connection -> rows(connection, sql, reader, parameters));
  }

  static <T> List<T> rows(
      DuckDBConnection connection, String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(reader.read(new Row(results)));
        }
      }
      return rows;
    }
  }

  @Override
  public void close() {
    for (DuckDBConnection connection : idle) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It only read.
      }
    }
  }
}
