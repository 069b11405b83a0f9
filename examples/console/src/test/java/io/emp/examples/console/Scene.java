package io.emp.examples.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A handful of jobs on a few machines, for the pictures: one is stuck, one failed twice. */
final class Scene {

  static final String FAILED_JOB = "render-10482";

  private static final String STACK =
      """
      java.net.ConnectException: Connection refused
      \tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
      \tat com.example.render.ModelClient.load(ModelClient.java:88)
      \tat com.example.render.RenderJob.run(RenderJob.java:41)
      """;

  private final Instant now;
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final Map<String, Long> seqs = new LinkedHashMap<>();

  private Scene(Instant now) {
    this.now = now;
  }

  /** The events as JSON arrays, in the order in which they are sent. */
  static List<String> batches(Instant now) {
    Scene scene = new Scene(now);
    scene.play();
    return List.of(Json.text(scene.events));
  }

  private void play() {
    for (int machine = 1; machine <= 3; machine++) {
      for (int worker = 1; worker <= 2; worker++) {
        tell(
            machine,
            worker,
            600,
            "health_check",
            "message",
            "Health check: healthy",
            "health_status",
            "healthy");
      }
    }
    for (int i = 0; i < 14; i++) {
      int at = 580 - 20 * i;
      String id = "render-" + (10460 + i);
      life(1 + i % 3, 1 + i % 2, id, at);
      job(
          1 + i % 3,
          1 + i % 2,
          at - 15,
          id,
          "job_completed",
          "duration_ms",
          14_200L + 137L * i,
          "output_count",
          4L);
    }
    failure();
    life(2, 1, "render-10483", 310);
    job(1, 1, 42, "render-10484", "job_received", "queue_wait_ms", 900L);
    job(1, 1, 41, "render-10484", "job_started");
    job(1, 1, 12, "render-10484", "job_progress", "progress", 65L, "execution_step", "KSampler");
    job(3, 1, 20, "render-10485", "job_received", "queue_wait_ms", 1200L);
    job(3, 1, 19, "render-10485", "job_started");
    job(3, 1, 4, "render-10485", "job_progress", "progress", 20L, "execution_step", "load model");
    job(3, 2, 3, "render-10486", "job_received", "queue_wait_ms", 300L);
    tell(
        2,
        2,
        30,
        "health_check",
        "message",
        "Health check: degraded",
        "health_status",
        "degraded",
        "level",
        "warn");
    seqs.merge("2", 3L, Long::sum);
    tell(2, 1, 300, "service_event", "message", "GPU memory at 93 %", "level", "warn");
  }

  private void life(int machine, int worker, String id, int secondsAgo) {
    job(machine, worker, secondsAgo, id, "job_received", "queue_wait_ms", 1800L);
    job(machine, worker, secondsAgo - 1, id, "job_started");
    job(
        machine,
        worker,
        secondsAgo - 2,
        id,
        "job_progress",
        "progress",
        0L,
        "execution_step",
        "load model");
    job(
        machine,
        worker,
        secondsAgo - 6,
        id,
        "job_progress",
        "progress",
        40L,
        "execution_step",
        "KSampler");
  }

  private void failure() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      int machine = attempt;
      int at = 170 - 60 * attempt;
      Object[] more = {"attempt", (long) attempt};
      job(machine, 1, at + 2, FAILED_JOB, "job_received", more);
      job(machine, 1, at, FAILED_JOB, "job_started", more);
      job(
          machine,
          1,
          at - 1,
          FAILED_JOB,
          "job_progress",
          "attempt",
          (long) attempt,
          "progress",
          0L,
          "execution_step",
          "load model");
      job(
          machine,
          1,
          at - 9,
          FAILED_JOB,
          "log",
          "attempt",
          (long) attempt,
          "level",
          "warn",
          "message",
          "Model server did not answer, trying again");
      job(
          machine,
          1,
          at - 18,
          FAILED_JOB,
          "job_failed",
          "attempt",
          (long) attempt,
          "level",
          "error",
          "duration_ms",
          18_004L,
          "error_type",
          "network",
          "error_message",
          "Connection refused: models.example.internal:8188",
          "exception_type",
          "java.net.ConnectException",
          "stack_hash",
          "8f14e45fceea167a",
          "stack_trace",
          STACK);
      if (attempt == 1) {
        job(machine, 1, at - 19, FAILED_JOB, "job_retried", more);
      }
    }
  }

  private void job(
      int machine, int worker, int secondsAgo, String id, String type, Object... more) {
    Object[] all = new Object[more.length + 4];
    all[0] = "job_id";
    all[1] = id;
    all[2] = "trace_id";
    all[3] = hex(0x4bf92f3577b34da6L * id.hashCode());
    System.arraycopy(more, 0, all, 4, more.length);
    tell(machine, worker, secondsAgo, type, all);
  }

  private void tell(int machine, int worker, int secondsAgo, String type, Object... more) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("timestamp", now.minusSeconds(secondsAgo).toString());
    event.put("level", "info");
    event.put("message", type.startsWith("job_") ? "Job " + type.substring(4) : type);
    event.put("machine_id", "gpu-" + machine);
    event.put("worker_id", "worker-" + worker);
    event.put("service_type", "comfyui");
    if (!type.equals("log")) {
      event.put("event_type", type);
    }
    String run = String.valueOf(machine);
    event.put("run_id", hex(0x9e3779b97f4a7c15L * machine));
    event.put("seq", seqs.merge(run, 1L, Long::sum));
    for (int i = 0; i < more.length; i += 2) {
      event.put((String) more[i], more[i + 1]);
    }
    events.add(event);
  }

  private static String hex(long number) {
    return "%016x%016x".formatted(number, Long.reverse(number));
  }
}
