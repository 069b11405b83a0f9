package io.emp.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/**
 * Makes the telemetry of a worker's jobs. The only place that has to know whether the OpenTelemetry
 * API is on the class path; the classes that name it are loaded from here, and nowhere else.
 */
final class JobTelemetries {

  private JobTelemetries() {}

  /**
   * The telemetry of a worker.
   *
   * @param openTelemetry an {@code OpenTelemetry}; null for the global one
   * @param baggage whether the ids of jobs are put into the baggage
   * @return {@link JobTelemetry#NONE} without the API, or where what was given does nothing
   */
  static JobTelemetry of(@Nullable Object openTelemetry, WorkerIdentity worker, boolean baggage) {
    if (!CurrentSpan.isApiThere()) {
      return JobTelemetry.NONE;
    }
    try {
      return openTelemetry == null
          ? new GlobalTelemetry(worker, baggage)
          : OpenTelemetryJobTelemetry.of(openTelemetry, worker, baggage);
    } catch (Throwable t) {
      // A jar that is too old, or an implementation that throws: jobs run without spans.
      Reporter.error("OpenTelemetry cannot be used; jobs have no spans and no metrics", t);
      return JobTelemetry.NONE;
    }
  }
}
