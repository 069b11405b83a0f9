package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workers, those that are silent with jobs open first. */
record Workers(List<Worker> workers) {

  private static final int MOST = 500;

  private static final String QUERY =
      """
      WITH open AS (
        SELECT machine_id, worker_id, count(*) AS jobs,
               count(*) FILTER (WHERE last_seen < ?) AS stuck
        FROM jobs WHERE state IN ('waiting', 'running') GROUP BY ALL)
      SELECT w.*, coalesce(o.jobs, 0) AS open_jobs, coalesce(o.stuck, 0) AS stuck_jobs
      FROM workers AS w LEFT JOIN open AS o USING (machine_id, worker_id)
      ORDER BY stuck_jobs > 0 DESC, coalesce(health, 'healthy') NOT IN ('healthy', 'started') DESC,
               machine_id, worker_id, service_instance_id
      LIMIT\s"""
          + MOST;

  /** A worker as its page shows it. */
  record Worker(
      @Nullable String machineId,
      @Nullable String workerId,
      @Nullable String serviceType,
      @Nullable String connectorId,
      @Nullable String health,
      @Nullable String healthMessage,
      @Nullable Instant healthAt,
      Instant lastHeard,
      long events,
      long errors,
      long jobsCompleted,
      long jobsFailed,
      long openJobs,
      long stuckJobs,
      @Nullable String lastError,
      @Nullable String lastErrorJobId) {

    static Worker read(Row row) throws SQLException {
      return new Worker(
          row.text("machine_id"),
          row.text("worker_id"),
          row.text("service_type"),
          row.text("connector_id"),
          row.text("health"),
          row.text("health_message"),
          row.time("health_at"),
          row.requiredTime("last_heard"),
          row.count("events"),
          row.count("errors"),
          row.count("jobs_completed"),
          row.count("jobs_failed"),
          row.count("open_jobs"),
          row.count("stuck_jobs"),
          row.text("last_error"),
          row.text("last_error_job_id"));
    }

    /** What it said last of itself; {@code silent} where its open jobs are stuck. */
    String shownHealth() {
      if (stuckJobs > 0) {
        return "silent";
      }
      return health == null ? "not told" : health;
    }
  }

  static Workers read(Readers readers, Instant now, Duration stuckAfter) throws SQLException {
    return new Workers(readers.rows(QUERY, Worker::read, Times.toSql(now.minus(stuckAfter))));
  }
}
