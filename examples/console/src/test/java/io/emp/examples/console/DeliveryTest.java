package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeliveryTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
  }

  @Test
  void aRunOfWhichAllHasComeIsComplete() throws Exception {
    store.store(numbered(1), numbered(2));
    store.store(numbered(3));

    Delivery.Run run = run();
    assertThat(run.sent()).isEqualTo(3);
    assertThat(run.received()).isEqualTo(3);
    assertThat(run.missing()).isZero();
    assertThat(run.duplicates()).isZero();
    assertThat(run.workers()).containsExactly("w");
  }

  @Test
  void aGapIsMissingUntilItIsFilled() throws Exception {
    store.store(numbered(1), numbered(4));
    assertThat(run().missing()).isEqualTo(2);
    assertThat(run().gaps()).isEqualTo("2-3");

    store.store(numbered(3));
    assertThat(run().missing()).isEqualTo(1);
    assertThat(run().gaps()).isEqualTo("2");
  }

  @Test
  void whatComesAgainIsCountedAndNotStored() throws Exception {
    store.store(numbered(1), numbered(2), numbered(2));
    store.store(numbered(1), numbered(2), numbered(3));

    assertThat(run().duplicates()).isEqualTo(3);
    assertThat(run().received()).isEqualTo(3);
    assertThat(store.query("SELECT seq FROM events ORDER BY event_id"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void takesUpWhatTheAppenderTellsOfLosses() throws Exception {
    store.store(
        numbered(1),
        Events.with(numbered(5), "event_type", "service_events_dropped", "dropped_events", 3L),
        Events.with(numbered(6), "event_type", "service_event_refused"));

    assertThat(run().missing()).isEqualTo(3);
    assertThat(run().toldDropped()).isEqualTo(3);
    assertThat(run().toldRefused()).isEqualTo(1);
  }

  @Test
  void runsWithSomethingMissingComeFirst() throws Exception {
    store.store(
        event(START, "run_id", "complete", "seq", 1L), event(START, "run_id", "gap", "seq", 2L));

    assertThat(Delivery.read(store.readers).runs())
        .map(Delivery.Run::runId)
        .containsExactly("gap", "complete");
  }

  @Test
  void countsWhatHasNoNumbers() throws Exception {
    store.store(event(START), event(START), numbered(1));

    assertThat(Delivery.read(store.readers).unnumbered()).isEqualTo(2);
  }

  private Delivery.Run run() throws Exception {
    return Delivery.read(store.readers).runs().get(0);
  }

  private static CollectedEvent numbered(long seq) {
    return event(START, "run_id", "r", "seq", seq, "machine_id", "m", "worker_id", "w");
  }
}
