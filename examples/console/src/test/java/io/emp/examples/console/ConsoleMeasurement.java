package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores a million events, then measures how long each page takes, at rest and while 2,000 events a
 * second arrive. Not a test by its name: it is run by its own command, see docs/console.md.
 */
class ConsoleMeasurement {

  private static final int EVENTS = 1_000_000;
  private static final int EVENTS_PER_JOB = 10;
  private static final int BATCH = 2_000;
  private static final int RATE = 2_000;
  private static final int REQUESTS = 30;

  @TempDir Path directory;

  private final Random random = new Random(1);
  private final Instant end = Instant.now();
  private long made;

  @Test
  void measure() throws Exception {
    long start = System.nanoTime();
    try (TestStore store = new TestStore(directory, 2L * EVENTS, Long.MAX_VALUE)) {
      for (int stored = 0; stored < EVENTS; stored += BATCH) {
        store.intake.store(batch(BATCH));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d events of %,d jobs stored in %.1f s, a file of %,d bytes%n",
        EVENTS,
        EVENTS / EVENTS_PER_JOB,
        (System.nanoTime() - start) / 1e9,
        Files.size(directory.resolve(Database.FILE)));
    try (TestConsole console = new TestConsole(directory, Clock.systemUTC())) {
      pages(console, "at rest");
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Long> arriving = CompletableFuture.supplyAsync(() -> arrive(console, stop));
      pages(console, "while events arrive");
      stop.set(true);
      System.out.printf(
          Locale.ROOT, "arrived and stored meanwhile: %,d a second%n", arriving.get());
    }
  }

  private void pages(TestConsole console, String when) throws Exception {
    System.out.println("| page, " + when + " | median ms | longest ms |");
    measure(console, "board", "/");
    measure(console, "board, failed ones", "/?show=failed");
    measure(console, "job", "/job?id=job-51234");
    measure(console, "workers", "/workers");
    measure(console, "delivery", "/delivery");
    measure(console, "search for a trace", "/search?trace=" + trace(51_234));
    measure(console, "search for a worker", "/search?worker=worker-7");
    measure(console, "search for a frequent text", "/search?text=tile");
    measure(console, "search for a rare text", "/search?text=tile+77777+");
    measure(console, "search for a text that is nowhere", "/search?text=nowhere");
    measure(console, "search for anything", "/search?q=nowhere");
    measure(console, "errors of the last hour", "/search?level=error&since=1h");
  }

  private static void measure(TestConsole console, String name, String path) throws Exception {
    long[] millis = new long[REQUESTS];
    for (int i = -3; i < REQUESTS; i++) {
      long start = System.nanoTime();
      assertThat(console.get(path).statusCode()).isEqualTo(200);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1_000_000;
      }
    }
    Arrays.sort(millis);
    System.out.printf("| %s | %d | %d |%n", name, millis[REQUESTS / 2], millis[REQUESTS - 1]);
  }

  /** As many as the rate says, ten times a second, by the HTTP input. */
  private long arrive(TestConsole console, AtomicBoolean stop) {
    long start = System.nanoTime();
    long sent = 0;
    while (!stop.get()) {
      String json = Json.text(batch(RATE / 10).stream().map(CollectedEvent::fields).toList());
      try {
        assertThat(console.events("t", json).statusCode()).isEqualTo(200);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      sent += RATE / 10;
      long due = start + sent * 1_000_000_000L / RATE;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return sent * 1_000_000_000L / (System.nanoTime() - start);
  }

  private List<CollectedEvent> batch(int count) {
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

  private static String trace(long job) {
    return "%016x%016x".formatted(job * 0x9e3779b97f4a7c15L, job);
  }
}
