package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.Events.with;
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
class WorkersTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
  }

  @Test
  void haveTheHealthThatTheyToldLast() throws Exception {
    store.store(health("healthy"), health("degraded"));

    Workers.Worker worker = workers().get(0);
    assertThat(worker.shownHealth()).isEqualTo("degraded");
    assertThat(worker.healthAt()).isEqualTo(START);
    assertThat(worker.machineId()).isEqualTo("m");
    assertThat(worker.workerId()).isEqualTo("w");
  }

  @Test
  void areSilentWhenTheirOpenJobsAreStuck() throws Exception {
    store.store(health("healthy"), job(START, "j", "job_started"));
    assertThat(workers().get(0).shownHealth()).isEqualTo("healthy");
    assertThat(workers().get(0).openJobs()).isEqualTo(1);

    store.clock.advance(TestStore.STUCK_AFTER.plusSeconds(1));
    assertThat(workers().get(0).shownHealth()).isEqualTo("silent");
  }

  @Test
  void haveCountsOfWhatBecameOfTheirJobs() throws Exception {
    store.store(
        job(START, "a", "job_completed"),
        job(START, "b", "job_failed", "error_message", "refused"),
        job(START, "c", "job_timed_out"),
        job(
            START,
            "a",
            "job_completed",
            "illegal_transition",
            "job_completed after job_completed"));

    Workers.Worker worker = workers().get(0);
    assertThat(worker.jobsCompleted()).isEqualTo(1);
    assertThat(worker.jobsFailed()).isEqualTo(2);
    assertThat(worker.errors()).isEqualTo(1);
    assertThat(worker.lastError()).isEqualTo("refused");
    assertThat(worker.lastErrorJobId()).isEqualTo("b");
  }

  @Test
  void thoseInTroubleComeFirst() throws Exception {
    store.store(
        with(health("healthy"), "worker_id", "a"),
        with(health("unhealthy"), "worker_id", "b"),
        with(job(START, "j", "job_started"), "worker_id", "c"),
        event(START, "message", "of no worker"));
    store.clock.advance(TestStore.STUCK_AFTER.plusSeconds(1));

    assertThat(workers()).map(Workers.Worker::workerId).containsExactly("c", "b", "a");
  }

  @Test
  void areToldApartByTheirInstance() throws Exception {
    store.store(with(health("healthy"), "service_instance_id", "machine-m.w"), health("degraded"));

    assertThat(workers()).hasSize(1);
  }

  private List<Workers.Worker> workers() throws Exception {
    return Workers.read(store.readers, store.clock.instant(), TestStore.STUCK_AFTER).workers();
  }

  private static CollectedEvent health(String status) {
    return with(
        event(START, "event_type", "health_check", "health_status", status),
        "machine_id",
        "m",
        "worker_id",
        "w");
  }
}
