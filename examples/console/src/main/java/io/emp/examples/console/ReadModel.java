package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A table of states, one a key, that events change. The states of a transaction's keys are loaded
 * together and saved together: a statement for each would cost more than all else.
 *
 * @param <S> a state
 */
final class ReadModel<S extends State> {

  static final ReadModel<JobState> JOBS =
      new ReadModel<>("jobs", JobState.FIELDS, JobState::stored);
  static final ReadModel<WorkerState> WORKERS =
      new ReadModel<>("workers", WorkerState.FIELDS, WorkerState::stored);
  static final ReadModel<RunState> RUNS =
      new ReadModel<>("runs", RunState.FIELDS, RunState::stored);

  private final String table;
  private final List<Field<S>> fields;
  private final Function<String, S> stored;

  /**
   * @param fields the first is the key
   * @param stored makes the state of a key that the table has, to be loaded
   */
  private ReadModel(String table, List<Field<S>> fields, Function<String, S> stored) {
    this.table = table;
    this.fields = fields;
    this.stored = stored;
  }

  static List<ReadModel<?>> all() {
    return List.of(JOBS, WORKERS, RUNS);
  }

  String createTable() {
    return "CREATE TABLE IF NOT EXISTS " + table + " (" + columns() + ")";
  }

  private String columns() {
    return fields.stream()
        .map(
            field ->
                field.name()
                    + " "
                    + field.type()
                    + (field.name().equals(key()) ? " PRIMARY KEY" : ""))
        .collect(Collectors.joining(", "));
  }

  private String key() {
    return fields.get(0).name();
  }

  /** Makes what a connection needs to load and save. */
  void prepare(DuckDBConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE touched_" + table + " (key VARCHAR)");
      statement.execute("CREATE TEMP TABLE changed_" + table + " AS FROM " + table + " LIMIT 0");
    }
  }

  /** The states of the keys that have one. */
  Map<String, S> load(DuckDBConnection connection, Collection<String> keys) throws SQLException {
    Map<String, S> states = new HashMap<>();
    if (keys.isEmpty()) {
      return states;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM touched_" + table);
      try (Appending rows = new Appending(connection, "temp", "touched_" + table)) {
        for (String key : keys) {
          rows.row(List.of(key));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT * FROM %1$s WHERE %2$s IN (SELECT key FROM touched_%1$s)"
                  .formatted(table, key()))) {
        while (row.next()) {
          S state = read(new Row(row));
          states.put(state.key(), state);
        }
      }
    }
    return states;
  }

  private S read(Row row) throws SQLException {
    S state = stored.apply(row.required(key()));
    for (Field<S> field : fields) {
      field.loader().load(state, row);
    }
    return state;
  }

  private List<@Nullable Object> values(S state) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field<S> field : fields) {
      values.add(field.value().apply(state));
    }
    return values;
  }

  /** Saves states that were loaded, and inserts the others. */
  void save(DuckDBConnection connection, Collection<S> states) throws SQLException {
    List<S> known = new ArrayList<>();
    try (Appending rows = new Appending(connection, "", table)) {
      for (S state : states) {
        if (state.isStored()) {
          known.add(state);
        } else {
          rows.row(values(state));
        }
      }
    }
    if (known.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM changed_" + table);
      try (Appending rows = new Appending(connection, "temp", "changed_" + table)) {
        for (S state : known) {
          rows.row(values(state));
        }
      }
      statement.execute(
          "UPDATE %1$s SET %3$s FROM changed_%1$s AS c WHERE %1$s.%2$s = c.%2$s"
              .formatted(table, key(), assignments()));
    }
  }

  private String assignments() {
    return fields.stream()
        .skip(1)
        .map(field -> field.name() + " = c." + field.name())
        .collect(Collectors.joining(", "));
  }

  /** Takes out what nothing was heard of since an event, which is the oldest that is kept. */
  void forgetBefore(Statement statement, long eventId) throws SQLException {
    statement.execute("DELETE FROM " + table + " WHERE last_event_id < " + eventId);
  }
}
