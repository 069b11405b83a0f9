package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores a million events, then measures how long each query of docs/query-and-debug.md takes. Not
 * a test by its name: it is run by its own command, see the end of that page.
 */
class QueryMeasurement {

  private static final int BATCH = 2_000;
  private static final int WARM_UP = 3;
  private static final int RUNS = 15;
  private static final long FAILED_JOB = 51_250;
  private static final long SLOW_JOB = 51_234;

  @TempDir Path directory;

  @Test
  void measure() throws Exception {
    Instant now = Instant.now();
    try (TestStore store = new TestStore(directory, MillionEvents.EVENTS, Long.MAX_VALUE)) {
      store.clock.advance(Duration.between(store.clock.instant(), now));
      MillionEvents events = new MillionEvents(now);
      for (int n = 0; n < MillionEvents.EVENTS; n += BATCH) {
        store.intake.store(asTheGuideLooksForThem(n, events.batch(BATCH)));
      }
      System.out.println(
          "| query | rows | median ms | longest ms |, of "
              + store.query("SELECT count(*) FROM events")
              + " events");
      try (SqlRunner runner = new SqlRunner(store.database, Duration.ofSeconds(10))) {
        for (GuidePage.Block query : GuidePage.read().blocks("sql")) {
          measure(runner, query);
        }
      }
    }
  }

  private static void measure(SqlRunner runner, GuidePage.Block query) {
    long[] micros = new long[RUNS];
    int rows = 0;
    for (int i = -WARM_UP; i < RUNS; i++) {
      long start = System.nanoTime();
      SqlResult result = runner.run(query.code());
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
      assertThat(result.failure()).as(query.code()).isNull();
      rows = result.rows().size();
    }
    assertThat(rows).as("finds what it looks for: " + query.code()).isPositive();
    Arrays.sort(micros);
    System.out.printf(
        "| %s | %d | %d | %d |%n",
        query.name(), rows, micros[RUNS / 2] / 1_000, micros[RUNS - 1] / 1_000);
  }

  /** As of jobs that run at the same time: a step of each, in turn. */
  private static List<CollectedEvent> asTheGuideLooksForThem(
      long first, List<CollectedEvent> batch) {
    List<CollectedEvent> events = new ArrayList<>(batch.size());
    for (int step = 0; step < MillionEvents.EVENTS_PER_JOB; step++) {
      for (int i = step; i < batch.size(); i += MillionEvents.EVENTS_PER_JOB) {
        CollectedEvent event = batch.get(i);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(event.fields());
        if (change((first + i) / MillionEvents.EVENTS_PER_JOB, step, fields)) {
          events.add(new CollectedEvent(event.tag(), event.time(), fields));
        }
      }
    }
    return events;
  }

  /** Makes a second service, causes, waits, crashes, health and drops; false for what is lost. */
  private static boolean change(long job, int step, Map<String, @Nullable Object> fields) {
    fields.put("service_type", job % 20 < 15 ? "comfyui" : "simulation");
    if (job == FAILED_JOB) {
      fields.put("job_id", Incident.FAILED_JOB);
    } else if (job == SLOW_JOB) {
      fields.put("job_id", Incident.SLOW_JOB);
    }
    if (step == 0) {
      fields.put("queue_wait_ms", 1_000 + job % 1_000);
    } else if (step == 5 && job % 503 == 0) {
      fields.keySet().removeAll(Set.of("job_id", "trace_id", "workflow_id", "progress"));
      fields.put("event_type", "health_check");
      fields.put("health_status", "healthy");
    } else if (step == 5 && job % 2_003 == 0) {
      fields.put("event_type", "service_events_dropped");
      fields.put("dropped_events", 7L);
      fields.put("dropped_buffer_full", 7L);
    } else if (step == 9 && job % 500 == 0) {
      fields.put("error_type", "worker_crash");
    } else if (fields.containsKey("error_type")) {
      fields.put("stack_hash", "%016x".formatted(job % 7));
    }
    // A job that lost its end is open for ever after.
    return step != 9 || job % 1_009 != 3;
  }
}
