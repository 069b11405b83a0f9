package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A million events of 100,000 jobs, 20 runs and 100 workers, and as many more as are asked for:
 * what the measurements store.
 */
final class MillionEvents {

  static final int EVENTS = 1_000_000;
  static final int EVENTS_PER_JOB = 10;

  private final Random random = new Random(1);
  private final Instant end;
  private long made;

  /**
   * @param end the time of the millionth
   */
  MillionEvents(Instant end) {
    this.end = end;
  }

  /** The next ones. */
  List<CollectedEvent> batch(int count) {
    List<CollectedEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(event(made++));
    }
    return events;
  }

  /** Ten events a job; every fiftieth job fails. The millionth event is of now. */
  private CollectedEvent event(long n) {
    long job = n / EVENTS_PER_JOB;
    int step = (int) (n % EVENTS_PER_JOB);
    boolean fails = job % 50 == 0;
    Instant at = end.minus(Duration.ofMillis(EVENTS)).plusMillis(n);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("timestamp", at.toString());
    fields.put("level", step == 9 && fails ? "error" : "info");
    fields.put("message", "Rendering tile " + random.nextInt(100_000) + " of the picture");
    fields.put("logger", "io.emp.logging.ConnectorLogger");
    fields.put("thread", "pool-1-thread-" + job % 8);
    fields.put("trace_id", trace(job));
    fields.put("job_id", "job-" + job);
    fields.put("workflow_id", "wf-" + job / 10);
    fields.put("attempt", 1L);
    fields.put("machine_id", "machine-" + job % 20);
    fields.put("worker_id", "worker-" + job % 100);
    fields.put("service_type", "comfyui");
    fields.put("connector_id", "comfyui-local");
    fields.put("component", "connector");
    switch (step) {
      case 0 -> fields.put("event_type", "job_received");
      case 1 -> fields.put("event_type", "job_started");
      case 9 -> {
        fields.put("event_type", fails ? "job_failed" : "job_completed");
        fields.put("duration_ms", 9000L + random.nextInt(9000));
        if (fails) {
          fields.put("error_type", "network");
          fields.put("error_message", "Connection refused by host " + job % 7);
          fields.put("exception_type", "java.net.ConnectException");
          fields.put(
              "stack_trace",
              "java.net.ConnectException: refused\n"
                  + "\tat com.example.A.b(A.java:7)\n".repeat(20));
        }
      }
      default -> {
        fields.put("event_type", "job_progress");
        fields.put("progress", step * 10.0);
        fields.put("execution_step", "step-" + step);
      }
    }
    fields.put("run_id", "%032x".formatted(job % 20));
    fields.put("seq", job / 20 * EVENTS_PER_JOB + step + 1);
    fields.put("width", 1024L);
    fields.put("seed", random.nextLong());
    return new CollectedEvent("emp.worker", at, fields);
  }

  static String trace(long job) {
    return "%016x%016x".formatted(job * 0x9e3779b97f4a7c15L, job);
  }
}
