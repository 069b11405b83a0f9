package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. What has come while it wrote is its next transaction: events and read
 * models together, so that a page never shows one without the other. Batches are told that they are
 * stored after the commit.
 */
final class StoreWriter implements AutoCloseable {

  static final int MAX_TRANSACTION_EVENTS = 5_000;

  private static final Duration IDLE = Duration.ofMillis(500);
  private static final long JOIN_MILLIS = 10_000;
  private static final EventColumn[] COLUMNS = EventColumn.values();

  private final DuckDBConnection connection;
  private final Intake intake;
  private final Retention retention;
  private final Consumer<Change> listener;
  private final Thread thread = new Thread(this::run, "store-writer");
  private long lastEventId;
  private volatile boolean closed;
  private volatile @Nullable String trouble;

  private StoreWriter(
      DuckDBConnection connection, Intake intake, Retention retention, Consumer<Change> listener) {
    this.connection = connection;
    this.intake = intake;
    this.retention = retention;
    this.listener = listener;
  }

  /**
   * Starts the thread.
   *
   * @param listener is told of each transaction, on the writing thread; must not throw
   */
  static StoreWriter start(
      Database database, Intake intake, Retention retention, Consumer<Change> listener)
      throws SQLException {
    DuckDBConnection connection = database.connection();
    StoreWriter writer = new StoreWriter(connection, intake, retention, listener);
    writer.prepare();
    writer.thread.setDaemon(true);
    writer.thread.start();
    return writer;
  }

  private void prepare() throws SQLException {
    for (ReadModel<?> model : ReadModel.all()) {
      model.prepare(connection);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(max(event_id), 0), coalesce(min(event_id), 1) FROM events")) {
      if (row.next()) {
        lastEventId = row.getLong(1);
        retention.begin(row.getLong(2));
      }
    }
    connection.setAutoCommit(false);
  }

  /** Why nothing can be stored at present; null where it can. */
  @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    try {
      while (!closed) {
        List<Intake.Batch> batches = intake.take(MAX_TRANSACTION_EVENTS, IDLE);
        if (!batches.isEmpty()) {
          write(batches);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void write(List<Intake.Batch> batches) {
    long before = lastEventId;
    try {
      Change change = transaction(batches);
      connection.commit();
      trouble = null;
      batches.forEach(Intake.Batch::stored);
      listener.accept(change);
      forgetOldest();
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      lastEventId = before;
      rollBack();
      if (batches.size() > 1) {
        // One of them may be to blame.
        batches.forEach(batch -> write(List.of(batch)));
      } else {
        tell(e);
        batches.forEach(batch -> batch.failed(e));
      }
    }
  }

  /** What is stored stays stored, whether or not there is room for more. */
  private void forgetOldest() {
    try {
      retention.apply(connection, lastEventId);
    } catch (SQLException e) {
      rollBack();
      tell(e);
    }
  }

  private void tell(Throwable e) {
    if (trouble == null) {
      System.err.println("The database refuses, and senders have to wait: " + e);
    }
    trouble = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The next transaction tells what is wrong.
    }
  }

  private Change transaction(List<Intake.Batch> batches) throws SQLException {
    List<Event> came = batches.stream().flatMap(batch -> batch.events().stream()).toList();
    Map<String, RunState> runs =
        states(ReadModel.RUNS, keys(came, event -> event.text(EventColumn.RUN_ID)), RunState::of);
    List<Event> events = withoutDuplicates(came, runs);
    append(events);
    apply(events, runs, event -> event.text(EventColumn.RUN_ID), RunState::apply);
    ReadModel.RUNS.save(connection, runs.values());

    Set<String> jobIds = keys(events, event -> event.text(EventColumn.JOB_ID));
    Map<String, JobState> jobs = states(ReadModel.JOBS, jobIds, JobState::of);
    apply(events, jobs, event -> event.text(EventColumn.JOB_ID), JobState::apply);
    ReadModel.JOBS.save(connection, jobs.values());

    Map<String, WorkerState> workers =
        states(ReadModel.WORKERS, keys(events, WorkerState::keyOf), WorkerState::of);
    apply(events, workers, WorkerState::keyOf, WorkerState::apply);
    ReadModel.WORKERS.save(connection, workers.values());
    return new Change(jobIds);
  }

  private static List<Event> withoutDuplicates(List<Event> came, Map<String, RunState> runs) {
    List<Event> events = new ArrayList<>(came.size());
    for (Event event : came) {
      RunState run = runs.get(event.text(EventColumn.RUN_ID));
      if (run == null || run.takes(event)) {
        events.add(event);
      }
    }
    return events;
  }

  private void append(List<Event> events) throws SQLException {
    try (Appending rows = new Appending(connection, "", "events")) {
      @Nullable Object[] values = new Object[COLUMNS.length];
      for (Event event : events) {
        event.number(++lastEventId);
        for (int i = 0; i < COLUMNS.length; i++) {
          values[i] = event.value(COLUMNS[i]);
        }
        rows.row(Arrays.asList(values));
      }
    }
  }

  private static Set<String> keys(Collection<Event> events, KeyOf keyOf) {
    return events.stream()
        .map(keyOf::of)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The key of the state that an event changes; null where it changes none. */
  private interface KeyOf {
    @Nullable String of(Event event);
  }

  private interface Application<S> {
    void apply(S state, Event event);
  }

  private <S extends State> Map<String, S> states(
      ReadModel<S> model, Set<String> keys, Function<String, S> fresh) throws SQLException {
    Map<String, S> known = model.load(connection, keys);
    Map<String, S> states = new LinkedHashMap<>();
    for (String key : keys) {
      S state = known.get(key);
      states.put(key, state == null ? fresh.apply(key) : state);
    }
    return states;
  }

  private static <S> void apply(
      List<Event> events, Map<String, S> states, KeyOf keyOf, Application<S> application) {
    for (Event event : events) {
      S state = states.get(keyOf.of(event));
      if (state != null) {
        application.apply(state, event);
      }
    }
  }

  /** Ends the thread after the transaction it is at. What waits then is not stored. */
  @Override
  public void close() {
    closed = true;
    intake.wake();
    try {
      thread.join(JOIN_MILLIS);
      intake.close();
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // What was committed is on the disk.
    }
  }
}
