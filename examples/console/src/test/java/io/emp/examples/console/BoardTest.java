package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BoardTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
  }

  @Test
  void showsEachJobWhereItIsAt() throws Exception {
    store.store(
        job(START, "waits", "job_received"),
        job(START, "runs", "job_started"),
        job(START, "failed", "job_failed"),
        job(START, "timed out", "job_timed_out"),
        job(START, "completed", "job_completed"),
        job(START, "cancelled", "job_cancelled"));

    assertThat(store.jobs(Board.Kind.WAITING)).containsExactly("waits");
    assertThat(store.jobs(Board.Kind.RUNNING)).containsExactly("runs");
    assertThat(store.jobs(Board.Kind.FAILED)).containsExactlyInAnyOrder("failed", "timed out");
    assertThat(store.jobs(Board.Kind.ENDED)).containsExactlyInAnyOrder("completed", "cancelled");
    assertThat(store.jobs(Board.Kind.STUCK)).isEmpty();
  }

  @Test
  void aJobIsStuckWhenNothingWasHeardOfItForTooLong() throws Exception {
    store.store(job(START, "runs", "job_started"), job(START, "waits", "job_received"));

    store.clock.advance(TestStore.STUCK_AFTER);
    assertThat(store.jobs(Board.Kind.STUCK)).isEmpty();
    store.clock.advance(Duration.ofMillis(1));
    assertThat(store.jobs(Board.Kind.STUCK)).containsExactly("runs", "waits");
    assertThat(store.jobs(Board.Kind.RUNNING)).isEmpty();
    assertThat(store.jobs(Board.Kind.WAITING)).isEmpty();
  }

  @Test
  void aSignOfLifeFreesIt() throws Exception {
    store.store(job(START, "j", "job_started"));
    store.clock.advance(TestStore.STUCK_AFTER.plusSeconds(1));
    store.store(job(store.clock.instant(), "j", "job_progress", "progress", 5.0));

    assertThat(store.jobs(Board.Kind.STUCK)).isEmpty();
    assertThat(store.jobs(Board.Kind.RUNNING)).containsExactly("j");
  }

  @Test
  void aJobThatHasEndedIsNeverStuck() throws Exception {
    store.store(job(START, "j", "job_completed"));
    store.clock.advance(Duration.ofDays(1));

    assertThat(store.jobs(Board.Kind.STUCK)).isEmpty();
  }

  @Test
  void eventsThatArriveLateAreNoSignOfLife() throws Exception {
    store.clock.advance(Duration.ofHours(1));
    store.store(job(START, "j", "job_started"));

    assertThat(store.jobs(Board.Kind.STUCK)).containsExactly("j");
  }

  @Test
  void needsNoLookAtTheEvents() throws Exception {
    store.store(job(START, "j", "job_started"));
    try (var connection = store.database.connection();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE events");
    }

    assertThat(store.jobs(Board.Kind.RUNNING)).containsExactly("j");
  }

  @Test
  void countsThoseThatItDoesNotShow() throws Exception {
    store.store(
        IntStream.range(0, 40)
            .mapToObj(i -> job(START, "j" + i, "job_failed"))
            .toArray(CollectedEvent[]::new));

    Board.Section failed =
        store.board().sections().stream()
            .filter(section -> section.kind() == Board.Kind.FAILED)
            .findFirst()
            .orElseThrow();
    assertThat(failed.count()).isEqualTo(40);
    assertThat(failed.jobs()).hasSizeLessThan(40);
    assertThat(
            Board.read(store.readers, Board.Kind.FAILED, START, TestStore.STUCK_AFTER)
                .sections()
                .get(0)
                .jobs())
        .hasSize(40);
  }
}
