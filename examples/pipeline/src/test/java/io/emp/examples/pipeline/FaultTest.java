package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A part of the pipeline fails in the middle of a run, and no event is lost. */
@Timeout(180)
class FaultTest {

  private static final Duration ARRIVAL = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private Dash0StandIn dash0;
  private Pipeline pipeline;
  private Worker worker;

  @BeforeEach
  void start() throws Exception {
    dash0 = new Dash0StandIn();
    pipeline = new Pipeline(directory, dash0, Map.of());
    pipeline.fluentd().start();
    pipeline.fluentBit().start();
    worker = new Worker(pipeline.workerPort(), "forward", null);
  }

  @AfterEach
  void stop() throws Exception {
    if (worker != null) {
      worker.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
    dash0.close();
  }

  @Test
  void aFluentdThatIsKilledAndStartedAgainLosesNothing() throws Exception {
    logUntilTaken(500);

    log(500);
    pipeline.fluentd().kill();
    log(500);
    worker.awaitAcknowledged();
    pipeline.fluentd().start();
    log(500);

    assertNothingLost(2_000);
  }

  @Test
  void aFluentBitThatIsKilledAndStartedAgainLosesNothing() throws Exception {
    logUntilTaken(500);

    log(500);
    pipeline.fluentBit().kill();
    log(500);
    pipeline.fluentBit().start();
    log(500);

    assertNothingLost(2_000);
  }

  @Test
  void whatFluentBitHasOnDiskOutlivesItWhileFluentdIsAway() throws Exception {
    pipeline.fluentd().stop();
    log(1_000);
    worker.awaitAcknowledged();

    pipeline.fluentBit().kill();
    pipeline.fluentBit().start();
    pipeline.fluentd().start();

    assertNothingLost(1_000);
  }

  @Test
  void whatFluentdHasOnDiskOutlivesItWhileDash0IsAway() throws Exception {
    dash0.answer(503);
    log(1_000);
    awaitAnswered(503);

    pipeline.fluentd().kill();
    pipeline.fluentd().start();
    dash0.answer(200);

    assertNothingLost(1_000);
  }

  @Test
  void whatDash0CannotTakeNowIsSentAgainUntilItDoes() throws Exception {
    int events = 0;
    for (int status : new int[] {401, 403, 404, 429, 500, 502, 503, 504}) {
      dash0.answer(status);
      log(50);
      events += 50;
      awaitAnswered(status);
      dash0.answer(200);
      assertNothingLost(events);
    }

    // Each answer said whether it was taken: nothing was taken twice.
    assertThat(dash0.taken()).hasSize(events);
  }

  @Test
  void whatDash0NeverTakesIsKeptInAFileAndHoldsUpNothing() throws Exception {
    dash0.answer(400);
    log(10);
    Path refused = directory.resolve("refused");
    await("the file of what was refused")
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(recordsIn(refused)).hasSize(10));
    assertThat(recordsIn(refused)).containsExactlyInAnyOrderElementsOf(worker.records());
    dash0.answer(200);

    log(10);

    await("the events after those").atMost(ARRIVAL).until(() -> dash0.taken().size() >= 10);
    assertThat(seqs(dash0.taken())).containsExactlyElementsOf(range(11, 20));
  }

  /** The files hold records with a comma after each. */
  private static List<Map<String, @Nullable Object>> recordsIn(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          text.append(Files.readString(file));
        }
      }
    }
    text.setLength(Math.max(0, text.length() - 1));
    return Dash0StandIn.records("[" + text + "]");
  }

  private void log(int events) {
    for (int i = 0; i < events; i++) {
      int count = i;
      worker.connector().info("counted", e -> e.field("count", count));
    }
  }

  private void logUntilTaken(int events) throws Exception {
    log(events);
    await("the first events").atMost(ARRIVAL).until(() -> dash0.taken().size() >= events);
  }

  private void awaitAnswered(int status) {
    await("an answer of " + status)
        .atMost(ARRIVAL)
        .until(() -> dash0.requests().stream().anyMatch(request -> request.status() == status));
  }

  /** Each event is there, as it was written, however often. */
  private void assertNothingLost(int events) throws Exception {
    await("arrival of " + events + " events")
        .atMost(ARRIVAL)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(seqs(dash0.taken()).stream().distinct().sorted().toList())
                    .isEqualTo(range(1, events)));
    Map<Integer, Map<String, @Nullable Object>> written = new HashMap<>();
    worker.records().forEach(record -> written.put(seq(record), record));
    assertThat(dash0.taken())
        .allSatisfy(record -> assertThat(record).isEqualTo(written.get(seq(record))));
    assertThat(worker.counts().droppedTotal()).isZero();
  }

  private static List<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<Integer> seqs(List<Map<String, @Nullable Object>> records) {
    return records.stream().map(FaultTest::seq).toList();
  }

  private static int seq(Map<String, @Nullable Object> record) {
    return ((Number) Objects.requireNonNull(record.get("seq"))).intValue();
  }
}
