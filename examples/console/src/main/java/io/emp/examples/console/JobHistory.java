package io.emp.examples.console;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job and what was told of it, by whatever machine and in whatever attempt.
 *
 * @param events in the order in which they happened: the latest, or a page of earlier ones
 * @param traceIds the traces its events are of
 * @param earlierThan the event that the next page of earlier ones ends before; null where there are
 *     none
 */
record JobHistory(
    JobRow job, List<EventRow> events, List<String> traceIds, @Nullable Long earlierThan) {

  static final int MOST_EVENTS = 500;

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
              new ArrayList<>(
                  Readers.rows(
                      connection,
                      "SELECT "
                          + EventRow.COLUMNS
                          + OF_JOB
                          + " ORDER BY event_id DESC LIMIT "
                          + (MOST_EVENTS + 1),
                      EventRow::read,
                      jobId,
                      job.firstEventId(),
                      Math.min(job.lastEventId(), before - 1)));
          boolean more = events.size() > MOST_EVENTS;
          if (more) {
            events.remove(MOST_EVENTS);
          }
          Long earlierThan = more ? events.get(events.size() - 1).id() : null;
          Collections.reverse(events);
          events.sort(Comparator.comparing(EventRow::timestamp));
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
          return Optional.of(new JobHistory(job, List.copyOf(events), traces, earlierThan));
        });
  }
}
