package io.emp.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * The database in its directory. It is locked against what SQL could otherwise do: read or write
 * other files, load extensions, change its settings.
 */
final class Database implements AutoCloseable {

  /** Its number is that of the tables' form: another form has another file. */
  static final String FILE = "console-1.duckdb";

  private static final String MEMORY_LIMIT = "1GB";
  private static final String TEMPORARY_LIMIT = "1GB";

  private final DuckDBConnection owner;

  private Database(DuckDBConnection owner) {
    this.owner = owner;
  }

  /**
   * Opens the database, and makes it where there is none.
   *
   * @throws IOException where the directory cannot be used, as when another process has it open
   */
  static Database open(Path directory) throws IOException, SQLException {
    Files.createDirectories(directory);
    Database database = connect(directory, false);
    try {
      database.makeTables();
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  /** Opens a database that no process has open, to read it. */
  static Database openToRead(Path directory) throws IOException, SQLException {
    if (!Files.exists(directory.resolve(FILE))) {
      throw new IOException("There is no database in " + directory);
    }
    return connect(directory, true);
  }

  private static Database connect(Path directory, boolean toRead) throws IOException, SQLException {
    Properties settings = new Properties();
    settings.setProperty("enable_external_access", "false");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_persistent_secrets", "false");
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    settings.setProperty("temp_directory", directory.resolve("temporary").toString());
    settings.setProperty("max_temp_directory_size", TEMPORARY_LIMIT);
    settings.setProperty("duckdb.read_only", String.valueOf(toRead));
    DuckDBConnection owner;
    try {
      owner =
          (DuckDBConnection)
              DriverManager.getConnection("jdbc:duckdb:" + directory.resolve(FILE), settings);
    } catch (SQLException e) {
      throw new IOException(
          "The database in "
              + directory
              + " cannot be opened. Is another console using it? "
              + firstLine(e),
          e);
    }
    try (Statement statement = owner.createStatement()) {
      statement.execute("SET GLOBAL TimeZone = 'UTC'");
      statement.execute("SET lock_configuration = true");
    }
    return new Database(owner);
  }

  private void makeTables() throws SQLException {
    String columns =
        Arrays.stream(EventColumn.values())
            .map(column -> "\"" + column.column() + "\" " + column.type.sql)
            .collect(Collectors.joining(", "));
    try (Statement statement = owner.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS events (" + columns + ")");
      for (ReadModel<?> model : ReadModel.all()) {
        statement.execute(model.createTable());
      }
    }
  }

  /** A connection for one thread at a time. */
  DuckDBConnection connection() throws SQLException {
    return owner.duplicate();
  }

  /** How many bytes of the disk it uses. */
  static long bytes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT used_blocks * block_size FROM pragma_database_size()")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** What a database's error says, without the lines that point into the SQL. */
  static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (SQLException e) {
      // What was committed is on the disk.
    }
  }
}
