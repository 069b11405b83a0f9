package io.emp.examples.console;

import java.sql.SQLException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A job and what was told of it, by whatever machine and in whatever attempt.
 *
 * @param events in the order in which they happened: the latest, or a page of earlier ones
 * @param steps those of them, and of all others, that tell a step of its life: the latest
 * @param traceIds the traces its events are of
 * @param earlierThan the event that the next page of earlier ones ends before; null where there are
 *     none
 */
record JobHistory(
    JobRow job,
    List<EventRow> events,
    List<EventRow> steps,
    List<String> traceIds,
    @Nullable Long earlierThan) {

  static final int MOST_EVENTS = 500;

  private static final int MOST_STEPS = 500;

  private static final String OF_JOB = " FROM events WHERE job_id = ? AND event_id BETWEEN ? AND ?";

  /**
   * Reads a job's history.
   *
   * @param before reads the events that arrived before this one
   * @return empty where there is no such job
   */
  static Optional<JobHistory> read(Readers readers, String jobId, long before) throws SQLException {
    return readers.read(
        connection -> {
          List<JobRow> jobs =
              Readers.rows(connection, "SELECT * FROM jobs WHERE job_id = ?", JobRow::read, jobId);
          if (jobs.isEmpty()) {
            return Optional.empty();
          }
          JobRow job = jobs.get(0);
          // The range of numbers is what keeps this from reading all events.
          List<EventRow> events =
              latest(connection, job, "", MOST_EVENTS + 1, Math.min(job.lastEventId(), before - 1));
          boolean more = events.size() > MOST_EVENTS;
          if (more) {
            events.remove(0);
          }
          Long earlierThan = more ? events.get(0).id() : null;
          events.sort(Comparator.comparing(EventRow::timestamp));
          List<EventRow> steps =
              latest(connection, job, " AND event_type LIKE 'job%'", MOST_STEPS, job.lastEventId());
          steps.sort(Comparator.comparing(EventRow::timestamp));
          List<String> traces =
              Readers.rows(
                  connection,
                  "SELECT DISTINCT trace_id"
                      + OF_JOB
                      + " AND trace_id IS NOT NULL ORDER BY trace_id LIMIT 10",
                  row -> row.required("trace_id"),
                  jobId,
                  job.firstEventId(),
                  job.lastEventId());
          return Optional.of(
              new JobHistory(job, List.copyOf(events), List.copyOf(steps), traces, earlierThan));
        });
  }

  /** The latest events up to one, in the order of their arrival. */
  private static List<EventRow> latest(
      DuckDBConnection connection, JobRow job, String condition, int most, long upTo)
      throws SQLException {
    List<EventRow> events =
        Readers.rows(
            connection,
            "SELECT "
                + EventRow.COLUMNS
                + OF_JOB
                + condition
                + " ORDER BY event_id DESC LIMIT "
                + most,
            EventRow::read,
            job.jobId(),
            job.firstEventId(),
            upTo);
    Collections.reverse(events);
    return events;
  }
}
