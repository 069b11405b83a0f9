package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** One attempt at a job of the {@link Incident}: what its worker tells of it as time goes by. */
final class IncidentJob {

  private static final int START_MILLIS = 40;

  final IncidentWorker worker;
  final String id;
  final long attempt;

  private final Object[] context;
  private final Random random;
  private final Instant received;
  private Instant clock;

  /** Why jobs fail. */
  enum Failure {
    MEMORY(
        "memory",
        "CUDA out of memory: 6.9 GB wanted, 0.9 GB free",
        "com.example.render.GpuMemoryException",
        "b3f2c9d04e7a1586",
        "com.example.render.ModelCache.load(ModelCache.java:131)"),
    VALIDATION(
        "validation",
        "width is no multiple of 8: 1023",
        "java.lang.IllegalArgumentException",
        "41d07be29c55f8a3",
        "com.example.render.RenderJob.check(RenderJob.java:77)"),
    TIMEOUT(
        "timeout",
        "no convergence within 2000 iterations",
        "java.util.concurrent.TimeoutException",
        "9e60a4c7d2138bf5",
        "com.example.sim.Solver.solve(Solver.java:210)");

    private final String type;
    private final String message;
    private final String exception;
    private final String hash;
    private final String frame;

    Failure(String type, String message, String exception, String hash, String frame) {
      this.type = type;
      this.message = message;
      this.exception = exception;
      this.hash = hash;
      this.frame = frame;
    }
  }

  /**
   * @param number what its trace, workflow, session and durations are made from
   */
  IncidentJob(IncidentWorker worker, String id, int number, long attempt, Instant received) {
    this.worker = worker;
    this.id = id;
    this.attempt = attempt;
    this.received = received;
    this.clock = received;
    this.random = new Random(number);
    this.context =
        new Object[] {
          "job_id",
          id,
          "trace_id",
          IncidentWorker.hex(5_000 + number),
          "session_id",
          "s-" + number / 16,
          "workflow_id",
          "wf-" + number / 4,
          "attempt",
          attempt
        };
  }

  Instant clock() {
    return clock;
  }

  /** A number of milliseconds. */
  long vary(int from, int to) {
    return random.nextInt(from, to);
  }

  void pass(long millis) {
    clock = clock.plusMillis(millis);
  }

  void pass(Instant to) {
    clock = to;
  }

  /** It is received, after it has waited, and started. */
  void begin(long waited, Object... inputs) {
    Object[] event = {
      "message", "Job received",
      "event_type", "job_received",
      "job_status", "received",
      "queue_wait_ms", waited
    };
    tell(joined(event, inputs));
    pass(START_MILLIS);
    tell("message", "Job started", "event_type", "job_started", "job_status", "processing");
    pass(10);
  }

  void step(String step, double percent, long millis) {
    tell(
        "message", "Job progress",
        "event_type", "job_progress",
        "job_status", "processing",
        "progress", percent,
        "execution_step", step);
    pass(millis);
  }

  /** A line of the worker's own code. */
  void line(String level, String message) {
    tell("level", level, "logger", "com.example.render.ModelCache", "message", message);
  }

  void complete(Object... more) {
    Object[] event = {
      "message", "Job completed",
      "event_type", "job_completed",
      "job_status", "completed",
      "duration_ms", millisUntil(clock)
    };
    tell(joined(event, more));
    pass(1);
  }

  void fail(Failure why) {
    tell(
        "level",
        "error",
        "message",
        "Job failed",
        "event_type",
        "job_failed",
        "job_status",
        "failed",
        "duration_ms",
        millisUntil(clock),
        "error_type",
        why.type,
        "error_message",
        why.message,
        "exception_type",
        why.exception,
        "stack_trace",
        why.exception + ": " + why.message + "\n\tat " + why.frame + "\n",
        "stack_hash",
        why.hash);
    pass(1);
  }

  void retry() {
    pass(5);
    tell(
        "level", "warn",
        "message", "Job retried",
        "event_type", "job_retried",
        "job_status", "received");
  }

  /** The next start of its worker, which was killed, tells the end. */
  void crashed(Instant lastSeen) {
    String message =
        "The worker ended without telling the end of the job; it was last seen at " + lastSeen;
    tell(
        "level", "error",
        "logger", "io.emp.logging.fluent.FluentAppender",
        "message", message,
        "event_type", "job_failed",
        "job_status", "failed",
        "duration_ms", millisUntil(lastSeen),
        "error_type", "worker_crash",
        "error_message", message,
        "last_seen", lastSeen.toString());
  }

  private void tell(Object... namesAndValues) {
    Map<String, Object> event = new HashMap<>();
    Object[] all = joined(context, namesAndValues);
    for (int i = 0; i < all.length; i += 2) {
      event.put((String) all[i], all[i + 1]);
    }
    worker.tell(clock, event);
  }

  private long millisUntil(Instant time) {
    return Duration.between(received.plusMillis(START_MILLIS), time).toMillis();
  }

  private static Object[] joined(Object[] first, Object[] second) {
    Object[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
