package io.emp.logging;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The events a job's life is made of, with what each says by itself. */
enum EventKind {
  JOB_RECEIVED(Level.INFO, "received", "Job received"),
  JOB_STARTED(Level.INFO, "processing", "Job started"),
  JOB_PROGRESS(Level.INFO, "processing", "Job progress"),
  JOB_COMPLETED(Level.INFO, "completed", "Job completed"),
  JOB_FAILED(Level.ERROR, "failed", "Job failed"),
  JOB_CANCELLED(Level.WARN, "cancelled", "Job cancelled"),
  JOB_TIMED_OUT(Level.ERROR, "failed", "Job timed out"),
  /** Back in the queue, to be received again. */
  JOB_RETRIED(Level.WARN, "received", "Job retried"),
  MACHINE_STARTED(Level.INFO, null, "Machine started"),
  RESOURCE_ALLOCATED(Level.INFO, null, "Resource allocated"),
  SERVICE_HEALTH_CHANGED(Level.INFO, null, "Service health changed");

  final String wireName = name().toLowerCase(Locale.ROOT);
  final Level level;
  final @Nullable String jobStatus;
  final String message;

  EventKind(Level level, @Nullable String jobStatus, String message) {
    this.level = level;
    this.jobStatus = jobStatus;
    this.message = message;
  }

  /** Whether the job is over with it. */
  boolean endsJob() {
    return this == JOB_COMPLETED
        || this == JOB_FAILED
        || this == JOB_CANCELLED
        || this == JOB_TIMED_OUT;
  }
}
