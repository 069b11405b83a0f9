package io.emp.logging.fluent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.event.KeyValuePair;

/** Jobs as tests open, close and leave them. */
final class Jobs {

  static final UUID ANOTHER_JVM = new UUID(1, 2);
  static final long STARTED = 1_700_000_000_000L;
  static final long SEEN = STARTED + 1_234;

  private Jobs() {}

  static Map<String, String> context(String jobId) {
    return Map.of(
        "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id", "00f067aa0ba902b7",
        "trace_flags", "01",
        "job_id", jobId,
        "workflow_id", "wf-7",
        "attempt", "2",
        "machine_id", "machine-1",
        "worker_id", "worker-1",
        "component", "connector");
  }

  static LoggingEvent event(String jobId) {
    return event(context(jobId), STARTED);
  }

  static LoggingEvent event(Map<String, String> context, long epochMillis) {
    LoggingEvent event = Entries.event("of a job", context);
    event.setInstant(Instant.ofEpochMilli(epochMillis));
    return event;
  }

  static LoggingEvent illegal(String jobId) {
    LoggingEvent event = event(jobId);
    event.setKeyValuePairs(List.of(new KeyValuePair("illegal_transition", "completed")));
    return event;
  }

  /** What the engine does with an event of a type. */
  static void tell(JobJournal journal, String eventType, ILoggingEvent event) {
    journal.appending(event, eventType);
    journal.appended(event, eventType);
  }

  static void tell(JobJournal journal, String eventType, String jobId) {
    tell(journal, eventType, event(jobId));
  }

  static ByteBuffer zeros() {
    return ByteBuffer.allocate(JobsFile.BYTES);
  }

  /** The jobs in a file, by their slots. */
  static List<OpenJob> in(JobsFile file) {
    List<OpenJob> jobs = new ArrayList<>();
    for (int slot = 0; slot < file.slots(); slot++) {
      OpenJob job = file.job(slot);
      if (job != null) {
        jobs.add(job);
      }
    }
    return jobs;
  }

  static List<String> ids(JobsFile file) {
    return in(file).stream().map(job -> job.key().jobId()).toList();
  }

  /** A file as a worker of another JVM leaves it that was killed with jobs open. */
  static byte[] left(String... jobIds) {
    byte[] bytes = new byte[JobsFile.BYTES];
    JobsFile file = JobsFile.create(ByteBuffer.wrap(bytes), ANOTHER_JVM);
    file.seen(SEEN);
    for (int i = 0; i < jobIds.length; i++) {
      file.open(
          i,
          Objects.requireNonNull(
              OpenJob.encode(context(jobIds[i]), STARTED, JobsFile.CONTENT_BYTES)));
    }
    return bytes;
  }

  /** Puts it into the directory of a run that has ended. */
  static Path leave(Path run, byte[] file) throws IOException {
    return Files.write(run.resolve("jobs"), file);
  }
}
