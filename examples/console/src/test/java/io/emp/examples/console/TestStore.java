package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store without inputs and pages. */
final class TestStore implements AutoCloseable {

  static final Duration STUCK_AFTER = Duration.ofSeconds(60);

  final ManualClock clock = new ManualClock();
  final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  final Database database;
  final Readers readers;
  final Intake intake;
  final StoreWriter writer;

  TestStore(Path directory) throws Exception {
    this(directory, 1_000_000, 1L << 40);
  }

  TestStore(Path directory, long maxEvents, long maxBytes) throws Exception {
    database = Database.open(directory);
    readers = new Readers(database);
    intake = new Intake(clock, Duration.ofSeconds(60));
    writer = StoreWriter.start(database, intake, new Retention(maxEvents, maxBytes), changes::add);
  }

  void store(CollectedEvent... events) {
    intake.store(List.of(events));
  }

  /** The first column of each row, as text. */
  List<String> query(String sql) throws SQLException {
    return readers.rows(sql, row -> String.valueOf(row.results().getString(1)));
  }

  Board board() throws SQLException {
    return Board.read(readers, clock.instant(), STUCK_AFTER);
  }

  /** The ids of the jobs of a kind, in their order on the board. */
  List<String> jobs(Board.Kind kind) throws SQLException {
    return board().sections().stream()
        .filter(section -> section.kind() == kind)
        .flatMap(section -> section.jobs().stream())
        .map(JobRow::jobId)
        .toList();
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    database.close();
  }
}
