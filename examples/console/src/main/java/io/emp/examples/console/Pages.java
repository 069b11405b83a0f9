package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which page answers which address. */
final class Pages {

  private final Readers readers;
  private final SqlRunner sql;
  private final Clock clock;
  private final Duration stuckAfter;

  Pages(Readers readers, SqlRunner sql, Clock clock, Duration stuckAfter) {
    this.readers = readers;
    this.sql = sql;
    this.clock = clock;
    this.stuckAfter = stuckAfter;
  }

  /** The parameters of a request. */
  interface Parameters {

    /** The value; empty where there is none. */
    String get(String name);
  }

  /**
   * The page at a path.
   *
   * @return empty where there is none
   */
  Optional<Page> at(String path, Parameters parameters) throws SQLException {
    Instant now = clock.instant();
    return switch (path) {
      case "/" -> Optional.of(board(parameters.get("show"), now));
      case "/job" -> Optional.of(job(parameters, now));
      case "/workers" -> Optional.of(WorkersPage.of(Workers.read(readers, now, stuckAfter), now));
      case "/delivery" -> Optional.of(DeliveryPage.of(Delivery.read(readers), now));
      case "/search" -> Optional.of(search(Search.of(parameters)));
      case "/sql" -> Optional.of(SqlPage.of(parameters.get("q"), null));
      default -> Optional.empty();
    };
  }

  private Page board(String show, Instant now) throws SQLException {
    for (Board.Kind kind : Board.Kind.values()) {
      if (kind.parameter().equals(show.toLowerCase(Locale.ROOT))) {
        return BoardPage.of(Board.read(readers, kind, now, stuckAfter), true, now, stuckAfter);
      }
    }
    return BoardPage.of(Board.read(readers, now, stuckAfter), false, now, stuckAfter);
  }

  private Page job(Parameters parameters, Instant now) throws SQLException {
    String jobId = parameters.get("id");
    return JobHistory.read(readers, jobId, before(parameters.get("before")))
        .map(history -> JobPage.of(history, now, stuckAfter))
        .orElseGet(
            () ->
                new Page(
                    "No such job",
                    "/job",
                    "job:" + jobId,
                    new Html().element("h1", "No event of job " + jobId + " is here")));
  }

  private static long before(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private Page search(Search search) throws SQLException {
    return SearchPage.of(search, search.isEmpty() ? null : search.run(readers, clock.instant()));
  }

  /**
   * Where the words of the one field lead: to a job's page where they are a job's id, else to a
   * search.
   */
  String find(String words) throws SQLException {
    List<String> jobs =
        readers.rows(
            "SELECT job_id FROM jobs WHERE job_id = ?", row -> row.required("job_id"), words);
    return jobs.isEmpty() ? Html.url("/search", "q", words) : Html.url("/job", "id", words);
  }

  /** The SQL page with a query's result. */
  Page query(String text) {
    return SqlPage.of(text, sql.run(text));
  }

  /** A query's result as text. */
  SqlResult result(String text) {
    return sql.run(text);
  }

  /** A page that says that something is wrong. */
  static Page wrong(String what, @Nullable String detail) {
    return new Page(what, "", null, new Html().element("h1", what).element("p", detail));
  }
}
