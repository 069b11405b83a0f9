package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a row, null where there is no value. */
record Row(ResultSet results) {

  @Nullable String text(String column) throws SQLException {
    return results.getString(column);
  }

  /** A column that always has a value. */
  String required(String column) throws SQLException {
    String value = results.getString(column);
    return value == null ? "" : value;
  }

  @Nullable Long integer(String column) throws SQLException {
    long value = results.getLong(column);
    return results.wasNull() ? null : value;
  }

  long count(String column) throws SQLException {
    return results.getLong(column);
  }

  @Nullable Double number(String column) throws SQLException {
    double value = results.getDouble(column);
    return results.wasNull() ? null : value;
  }

  @Nullable Instant time(String column) throws SQLException {
    return Times.read(results, column);
  }

  /** A time that always has a value. */
  Instant requiredTime(String column) throws SQLException {
    Instant value = Times.read(results, column);
    return value == null ? Instant.EPOCH : value;
  }
}
