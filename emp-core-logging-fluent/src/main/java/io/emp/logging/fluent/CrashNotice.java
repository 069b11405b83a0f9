package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells downstream of a job that its worker ended without telling the job's end. */
final class CrashNotice {

  private final OwnEvents events;

  CrashNotice(OwnEvents events) {
    this.events = events;
  }

  /**
   * The end of the job, as an entry that is yet to be given its place.
   *
   * @param lastSeenMillis when its worker was last seen, since 1970; -1 where that is not known
   */
  MessagePackWriter encode(OpenJob job, long lastSeenMillis) {
    boolean seen = lastSeenMillis >= 0;
    Instant lastSeen = Instant.ofEpochMilli(lastSeenMillis);
    String message =
        "The worker ended without telling the end of the job"
            + (seen ? "; it was last seen at " + lastSeen : "");
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("event_type", "job_failed");
    known.put("job_status", "failed");
    if (seen) {
      known.put("duration_ms", Math.max(0, lastSeenMillis - job.sinceMillis()));
    }
    known.put("error_type", "worker_crash");
    known.put("error_message", message);
    Map<String, Object> others = seen ? Map.of("last_seen", lastSeen.toString()) : Map.of();
    return events.encode(Level.ERROR, message, job.context(), known, others);
  }
}
