package io.emp.logging;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Calls every method of the API once, and knows which events must come of it. It names only classes
 * that are there whatever else is on the class path.
 */
final class EveryCall {

  static final String LAST_WORD = "every call returned";

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";

  private EveryCall() {}

  /** In a JVM of its own: says what the class path lacks, logs everything, and says it is done. */
  public static void main(String[] args) throws Exception {
    for (String name : args) {
      System.out.println((isThere(name) ? "present: " : "absent: ") + name);
    }
    run(worker(ConnectorLogger.class.getName()));
    ConnectorLogger.fromEnvironment("from-code").info("Connector from code");
    ConnectorLogger.fromEnvironment().info("All from the environment");
    System.out.println(LAST_WORD);
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static ConnectorLogger worker(String loggerName) {
    return ConnectorLogger.builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .serviceType("comfyui")
        .connectorId("comfyui-local")
        .component("renderer")
        .loggerName(loggerName)
        .build();
  }

  static void run(ConnectorLogger logger) throws Exception {
    logger.machineStarted();
    logger.resourceAllocated(e -> e.field("vram_mb", 24_000));
    logger.serviceHealthChanged(e -> e.field("to", "degraded"));
    logger.healthCheck("healthy");
    logger.serviceEvent("connection", "Connected", e -> e.field("port", 8188));
    logger.trace("A trace", e -> e.field("n", 1));
    logger.debug("A debug", Map.of("n", 2));
    logger.info("An info");
    logger.warn("A warning", e -> e.field("ratio", 0.5));
    logger.info(
        "A map", e -> e.field("sizes", Map.of("width", 512)).field("tags", List.of("a", 1)));
    logger.info(
        "A connector",
        e -> e.connector(new OpenAiFields().model("gpt-4o").requestId("r-1").tokenUsage(12, 34)));
    logger.error("An error", new IOException("broken pipe"), e -> e.field("n", 3));

    JobContext context =
        JobContext.builder("job-1")
            .sessionId("session-1")
            .workflowId("workflow-1")
            .attempt(2)
            .traceparent("00-" + TRACE_ID + "-" + SPAN_ID + "-01")
            .build();
    try (JobLogger job = logger.withJobContext(context)) {
      job.jobReceived(e -> e.inputSize(1024).queueWait(Duration.ofMillis(250)).priority(10));
      job.jobStarted(e -> e.model("sdxl").queuePosition(3));
      job.jobProgress(
          e ->
              e.progress(37.5)
                  .executionStep("KSampler")
                  .currentOperation("denoise")
                  .estimatedRemaining(Duration.ofMinutes(1)));
      job.jobCompleted(
          e ->
              e.duration(Duration.ofSeconds(15))
                  .outputCount(4)
                  .outputSize(5_000_000_000L)
                  .field("seed", 42)
                  .field("sampler", "euler")
                  .field("cached", true));
      job.jobCancelled("user left");
      job.jobTimedOut(e -> e.duration(Duration.ofSeconds(60)));
      job.jobRetried();
      job.jobFailed("no VRAM left", e -> e.errorType("memory"));
      Thread other = new Thread(job.wrap(() -> job.info("Wrapped")));
      other.start();
      other.join(20_000);
      job.call(job.wrap((Callable<String>) () -> "called"));
      job.wrap(Runnable::run).execute(() -> logger.info("By the worker's logger"));
    }
    try {
      logger.withJobContext(
          "job-2",
          job -> {
            throw new IllegalStateException("upload failed", new IOException("reset by peer"));
          });
    } catch (IllegalStateException e) {
      logger.withJobContext("job-3", job -> e.getMessage());
    }
  }

  /** The events of {@link #run} by what of them is the same each time. */
  static List<Map<String, Object>> events() {
    List<Map<String, Object>> events = new ArrayList<>();
    events.add(event("Machine started", "event_type", "machine_started"));
    events.add(event("Resource allocated", "event_type", "resource_allocated", "vram_mb", 24_000));
    events.add(
        event("Service health changed", "event_type", "service_health_changed", "to", "degraded"));
    events.add(
        event("Health check: healthy", "event_type", "health_check", "health_status", "healthy"));
    events.add(event("Connected", "event_type", "service_connection", "port", 8188));
    events.add(event("A trace", "n", 1));
    events.add(event("A debug", "n", 2));
    events.add(event("An info"));
    events.add(event("A warning", "ratio", 0.5));
    events.add(event("A map", "sizes", Map.of("width", 512), "tags", List.of("a", 1)));
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("prompt", 12);
    tokens.put("completion", 34);
    tokens.put("total", 46);
    events.add(event("A connector", "model", "gpt-4o", "request_id", "r-1", "token_usage", tokens));
    events.add(
        event(
            "An error",
            "n",
            3,
            "error_type",
            "network",
            "error_message",
            "broken pipe",
            "exception_type",
            "java.io.IOException"));
    events.add(
        ofJob1(
            "Job received",
            "event_type",
            "job_received",
            "job_status",
            "received",
            "input_size",
            1024,
            "queue_wait_ms",
            250,
            "priority",
            10));
    events.add(
        ofJob1(
            "Job started",
            "event_type",
            "job_started",
            "job_status",
            "processing",
            "model",
            "sdxl",
            "queue_position",
            3));
    events.add(
        ofJob1(
            "Job progress",
            "event_type",
            "job_progress",
            "job_status",
            "processing",
            "progress",
            37.5,
            "execution_step",
            "KSampler",
            "current_operation",
            "denoise",
            "estimated_remaining_ms",
            60_000));
    events.add(completed());
    events.add(
        ofJob1(
            "Job cancelled",
            "event_type",
            "job_cancelled",
            "job_status",
            "cancelled",
            "reason",
            "user left"));
    events.add(
        ofJob1(
            "Job timed out",
            "event_type",
            "job_timed_out",
            "job_status",
            "failed",
            "duration_ms",
            60_000,
            "error_type",
            "timeout",
            "error_message",
            "timed out"));
    events.add(ofJob1("Job retried", "event_type", "job_retried", "job_status", "received"));
    events.add(
        ofJob1(
            "Job failed: no VRAM left",
            "event_type",
            "job_failed",
            "job_status",
            "failed",
            "error_type",
            "memory",
            "error_message",
            "no VRAM left"));
    events.add(ofJob1("Wrapped"));
    events.add(ofJob1("By the worker's logger"));
    for (String job : List.of("job-2", "job-3")) {
      events.add(event("Job received", "job_id", job, "event_type", "job_received"));
      events.add(event("Job started", "job_id", job, "event_type", "job_started"));
    }
    events.add(failed());
    events.add(
        event(
            "Job completed",
            "job_id",
            "job-3",
            "event_type",
            "job_completed",
            "job_status",
            "completed"));
    return events;
  }

  static Map<String, Object> completed() {
    return ofJob1(
        "Job completed",
        "event_type",
        "job_completed",
        "job_status",
        "completed",
        "duration_ms",
        15_000,
        "output_count",
        4,
        "output_size",
        5_000_000_000L,
        "seed",
        42,
        "sampler",
        "euler",
        "cached",
        true);
  }

  static Map<String, Object> failed() {
    return event(
        "Job failed",
        "job_id",
        "job-2",
        "event_type",
        "job_failed",
        "job_status",
        "failed",
        "error_type",
        "network",
        "error_message",
        "upload failed",
        "exception_type",
        "java.lang.IllegalStateException");
  }

  private static Map<String, Object> ofJob1(String message, Object... fields) {
    Map<String, Object> event = event(message, fields);
    event.put("trace_id", TRACE_ID);
    event.put("span_id", SPAN_ID);
    event.put("trace_flags", "01");
    event.put("job_id", "job-1");
    event.put("session_id", "session-1");
    event.put("workflow_id", "workflow-1");
    event.put("attempt", 2);
    return event;
  }

  private static Map<String, Object> event(String message, Object... fields) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("message", message);
    for (int i = 0; i < fields.length; i += 2) {
      event.put((String) fields[i], fields[i + 1]);
    }
    event.put("machine_id", "machine-a");
    event.put("worker_id", "worker-1");
    event.put("service_type", "comfyui");
    event.put("connector_id", "comfyui-local");
    event.put("service_instance_id", "machine-machine-a.worker-1");
    event.put("component", "renderer");
    return event;
  }

  /** Fails unless each of {@link #events} is there once, with every field; values as texts. */
  static void assertComplete(List<Map<String, Object>> told) {
    List<Map<String, String>> texts = told.stream().map(EveryCall::texts).toList();
    for (Map<String, Object> event : events()) {
      long times =
          texts.stream()
              .filter(text -> text.entrySet().containsAll(texts(event).entrySet()))
              .count();
      if (times != 1) {
        throw new AssertionError("told " + times + " times: " + event + "\namong: " + told);
      }
    }
  }

  private static Map<String, String> texts(Map<String, Object> event) {
    Map<String, String> texts = new HashMap<>();
    event.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
