package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PhaseTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
  }

  @Test
  void aJobWaitsThenTakesItsSteps() throws Exception {
    assertThat(
            phases(
                at(0, "job_received"),
                at(2, "job_started"),
                at(3, "job_progress", "execution_step", "decode"),
                at(4, "job_progress", "execution_step", "decode", "progress", 50.0),
                at(6, "job_progress", "execution_step", "write"),
                at(9, "job_completed")))
        .containsExactly("1 waiting 2.0 s", "1 running 1.0 s", "1 decode 3.0 s", "1 write 3.0 s");
  }

  @Test
  void theLastPhaseOfAnOpenJobGoesOn() throws Exception {
    assertThat(phases(at(0, "job_received"), at(2, "job_started")))
        .containsExactly("1 waiting 2.0 s", "1 running 58.0 s");
  }

  @Test
  void attemptsFollowEachOtherAcrossWorkers() throws Exception {
    assertThat(
            phases(
                at(0, "job_started", "attempt", 1L, "worker_id", "a"),
                at(1, "job_failed", "attempt", 1L, "worker_id", "a"),
                at(2, "job_retried", "attempt", 1L, "worker_id", "a"),
                at(5, "job_received", "attempt", 2L, "worker_id", "b"),
                at(6, "job_started", "attempt", 2L, "worker_id", "b"),
                at(8, "job_completed", "attempt", 2L, "worker_id", "b")))
        .containsExactly(
            "1 running 1.0 s", "2 waiting for a retry 3.0 s", "2 waiting 1.0 s", "2 running 2.0 s");
  }

  @Test
  void anEndThatCannotBeEndsNothing() throws Exception {
    assertThat(
            phases(
                at(0, "job_started"),
                at(1, "job_completed"),
                at(5, "job_failed", "illegal_transition", "job_failed after job_completed")))
        .containsExactly("1 running 1.0 s");
  }

  private List<String> phases(CollectedEvent... events) throws Exception {
    store.store(events);
    JobHistory history = JobHistory.read(store.readers, "j", Long.MAX_VALUE).orElseThrow();
    return Phase.of(history.steps(), START.plusSeconds(60)).stream()
        .map(phase -> phase.attempt() + " " + phase.name() + " " + Times.span(phase.length()))
        .toList();
  }

  private static CollectedEvent at(long seconds, String type, Object... namesAndValues) {
    return job(START.plusSeconds(seconds), "j", type, namesAndValues);
  }
}
