package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBConnection;

/**
 * The jobs by what they are at, those that need somebody first.
 *
 * @param sections in the order in which they are shown
 */
record Board(List<Section> sections) {

  private static final int ALL = 500;

  /** What a section holds, and in which order. */
  enum Kind {
    STUCK("Stuck", "state IN ('waiting', 'running') AND last_seen < ?", "last_seen", 25),
    FAILED("Failed", "state = 'failed'", "state_at DESC", 10),
    RUNNING("Running", "state = 'running' AND last_seen >= ?", "state_at DESC", 50),
    WAITING("Waiting", "state = 'waiting' AND last_seen >= ?", "state_at", 20),
    ENDED("Completed and cancelled", "state IN ('completed', 'cancelled')", "state_at DESC", 10);

    final String title;
    private final String condition;
    private final String order;
    private final int most;

    Kind(String title, String condition, String order, int most) {
      this.title = title;
      this.condition = condition;
      this.order = order;
      this.most = most;
    }

    /** Its name in an address. */
    String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean hasTime() {
      return condition.contains("?");
    }
  }

  /**
   * The jobs of a kind.
   *
   * @param count how many there are
   * @param jobs those that are shown
   */
  record Section(Kind kind, long count, List<JobRow> jobs) {}

  /** Reads all kinds, a few jobs of each. */
  static Board read(Readers readers, Instant now, Duration stuckAfter) throws SQLException {
    return readers.read(
        connection -> {
          List<Section> sections = new ArrayList<>();
          for (Kind kind : Kind.values()) {
            sections.add(section(connection, kind, kind.most, now.minus(stuckAfter)));
          }
          return new Board(List.copyOf(sections));
        });
  }

  /** Reads one kind, more jobs of it. */
  static Board read(Readers readers, Kind kind, Instant now, Duration stuckAfter)
      throws SQLException {
    return readers.read(
        connection -> new Board(List.of(section(connection, kind, ALL, now.minus(stuckAfter)))));
  }

  private static Section section(
      DuckDBConnection connection, Kind kind, int most, Instant stuckBefore) throws SQLException {
    Object[] parameters = kind.hasTime() ? new Object[] {Times.toSql(stuckBefore)} : new Object[0];
    String from = " FROM jobs WHERE " + kind.condition;
    long count =
        Readers.rows(connection, "SELECT count(*) AS n" + from, row -> row.count("n"), parameters)
            .get(0);
    List<JobRow> jobs =
        count == 0
            ? List.of()
            : Readers.rows(
                connection,
                "SELECT *" + from + " ORDER BY " + kind.order + ", job_id LIMIT " + most,
                JobRow::read,
                parameters);
    return new Section(kind, count, jobs);
  }
}
