package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job whose worker is killed has one end all the same, with a buffer on disk. */
@Timeout(180)
class JobKillTest {

  private static final int ROUNDS = 4;
  private static final Set<String> ENDS =
      Set.of("job_completed", "job_failed", "job_cancelled", "job_timed_out");

  @TempDir private Path directory;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, List<CollectedEvent>> ends = new HashMap<>();

  @Test
  void eachJobOfAKilledWorkerHasExactlyOneEnd() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    Random random = new Random(seed);
    Path buffer = directory.resolve("buffer");
    int port = FreePort.find();
    List<JobProcess> workers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      // In every other round there is nobody to deliver to.
      try (ForwardCollector collector =
              round % 2 == 0 ? null : ForwardCollector.start(port, this::take);
          JobProcess worker = JobProcess.start("round" + round, 0, buffer, port, directory)) {
        workers.add(worker);
        int enough = 1 + random.nextInt(3_000);
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> worker.over(0) >= enough);
        worker.kill();
      }
    }
    try (ForwardCollector collector = ForwardCollector.start(port, this::take);
        JobProcess last = JobProcess.start("last", 10, buffer, port, directory)) {
      last.awaitEnd();
      assertThat(collector.problems()).isEmpty();
    }

    for (int round = 0; round < ROUNDS; round++) {
      for (int thread = 0; thread < JobProcess.THREADS; thread++) {
        long over = workers.get(round).over(thread);
        for (long job = 0; job < over; job++) {
          String id = "round" + round + "-" + thread + "-" + job;
          requireEnd(id, job % JobProcess.LEFT_OPEN == 0, seed);
        }
        // That of the call that did not return may be either, and is one.
        if (workers.get(round).begun(thread) > over) {
          assertThat(endsOf("round" + round + "-" + thread + "-" + over))
              .as("kill.seed %d", seed)
              .hasSize(1);
        }
      }
    }
    assertThat(endsOf("last-0-9")).hasSize(1);
    try (Stream<Path> left = Files.list(buffer)) {
      assertThat(left).as("nothing is left in the buffer").isEmpty();
    }
  }

  private void requireEnd(String id, boolean leftOpen, long seed) {
    List<CollectedEvent> told = endsOf(id);
    assertThat(told).as("%s, kill.seed %d", id, seed).hasSize(1);
    Map<String, ?> fields = told.get(0).fields();
    if (!leftOpen) {
      assertThat(fields.get("event_type")).isEqualTo("job_completed");
      return;
    }
    String name = id.substring(0, id.indexOf('-'));
    assertThat(fields.get("event_type")).isEqualTo("job_failed");
    assertThat(fields.get("error_type")).isEqualTo("worker_crash");
    assertThat(fields.get("machine_id")).isEqualTo("machine-of-" + name);
    assertThat(fields.get("worker_id")).isEqualTo("worker-of-" + name);
    assertThat(fields.get("trace_id")).isNotNull();
    Instant lastSeen = Instant.parse(Objects.requireNonNull(fields.get("last_seen")).toString());
    assertThat(lastSeen).isBefore(Instant.now());
    assertThat(((Number) Objects.requireNonNull(fields.get("duration_ms"))).longValue())
        .isBetween(0L, 60_000L);
  }

  private synchronized List<CollectedEvent> endsOf(String jobId) {
    return ends.getOrDefault(jobId, List.of());
  }

  /** What arrives twice, for want of an acknowledgement, counts once. */
  private synchronized void take(CollectedEvent event) {
    Map<String, ?> fields = event.fields();
    String type = String.valueOf(fields.get("event_type"));
    if (ENDS.contains(type) && seen.add(fields.get("run_id") + "/" + fields.get("seq"))) {
      ends.computeIfAbsent(String.valueOf(fields.get("job_id")), id -> new ArrayList<>())
          .add(event);
    }
  }
}
