package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it is from an event to its arrival at the stand-in for Dash0, through a real Fluent Bit
 * and a real Fluentd. Not a test by its name: it is run by its own command, see
 * docs/information-flow.md.
 */
class PipelineMeasurement {

  private static final int ROUNDS = 3;
  private static final int EVENTS = 300;
  private static final long MEAN_GAP_MILLIS = 200;
  private static final String MESSAGE = "measured";

  @TempDir private Path directory;

  @Test
  void measure() throws Exception {
    System.out.println("| round | median ms | p95 ms | longest ms |");
    for (int round = 1; round <= ROUNDS; round++) {
      // Each with programs of its own: their clocks of a second begin at another moment.
      List<Long> delays = delays(directory.resolve("round-" + round));
      System.out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %d |%n",
          round,
          delays.get(EVENTS / 2),
          delays.get(EVENTS * 95 / 100),
          delays.get(EVENTS - 1));
    }
  }

  private static List<Long> delays(Path directory) throws Exception {
    Random random = new Random(1);
    try (Dash0StandIn dash0 = new Dash0StandIn();
        Pipeline pipeline = new Pipeline(directory, dash0, Map.of())) {
      pipeline.fluentd().start();
      pipeline.fluentBit().start();
      try (Worker worker = new Worker(pipeline.workerPort(), "forward", null, "200 milliseconds")) {
        for (int i = 0; i < EVENTS; i++) {
          worker.connector().info(MESSAGE);
          LockSupport.parkNanos(
              TimeUnit.MILLISECONDS.toNanos(random.nextLong(2 * MEAN_GAP_MILLIS)));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> arrived(dash0).size() >= EVENTS);
      }
      List<Long> delays = arrived(dash0);
      assertThat(delays).hasSize(EVENTS);
      return delays;
    }
  }

  /** In milliseconds, the shortest first. */
  private static List<Long> arrived(Dash0StandIn dash0) throws Exception {
    List<Long> delays = new ArrayList<>();
    for (Dash0StandIn.Request request : dash0.requests()) {
      for (var event : request.records()) {
        if (MESSAGE.equals(event.get("message"))) {
          Instant happened = Instant.parse(String.valueOf(event.get("timestamp")));
          delays.add(Duration.between(happened, request.arrived()).toMillis());
        }
      }
    }
    delays.sort(null);
    return delays;
  }
}
