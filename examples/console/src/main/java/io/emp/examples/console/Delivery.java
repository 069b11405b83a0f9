package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of each run of a Fluent appender, those with something missing first.
 *
 * @param runs a part of them, where there are many
 * @param unnumbered how many events came without a run's number
 */
record Delivery(List<Run> runs, long unnumbered) {

  private static final int MOST = 500;

  /**
   * A run as its page shows it.
   *
   * @param sent the highest number that has come
   * @param missing how many below that have not
   * @param gaps which
   */
  record Run(
      String runId,
      @Nullable String machineId,
      List<String> workers,
      Instant firstHeard,
      Instant lastHeard,
      long sent,
      long received,
      long missing,
      long duplicates,
      long toldDropped,
      long toldRefused,
      String gaps) {

    static Run read(Row row) throws SQLException {
      return new Run(
          row.required("run_id"),
          row.text("machine_id"),
          List.of(row.required("workers").split("\n", -1)),
          row.requiredTime("first_heard"),
          row.requiredTime("last_heard"),
          row.count("sent"),
          row.count("received"),
          row.count("missing"),
          row.count("duplicates"),
          row.count("told_dropped"),
          row.count("told_refused"),
          row.required("gaps"));
    }
  }

  static Delivery read(Readers readers) throws SQLException {
    List<Run> runs =
        readers.rows(
            "SELECT * FROM runs ORDER BY missing > 0 DESC, last_heard DESC, run_id LIMIT " + MOST,
            Run::read);
    long unnumbered =
        readers
            .rows("SELECT count(*) - count(run_id) AS n FROM events", row -> row.count("n"))
            .get(0);
    return new Delivery(runs, unnumbered);
  }
}
