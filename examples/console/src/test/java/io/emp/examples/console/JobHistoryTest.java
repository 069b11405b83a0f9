package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobHistoryTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
  }

  @Test
  void isOfAllMachinesInTheOrderInWhichItHappened() throws Exception {
    store.store(
        event(START.plusSeconds(2), "job_id", "j", "machine_id", "b", "message", "second"),
        event(START.plusSeconds(1), "job_id", "other", "message", "not of it"),
        event(START.plusSeconds(1), "job_id", "j", "machine_id", "a", "message", "first"));

    assertThat(history(Long.MAX_VALUE).events())
        .map(EventRow::message)
        .containsExactly("first", "second");
  }

  @Test
  void listsEachTraceOnce() throws Exception {
    store.store(
        event(START, "job_id", "j", "trace_id", "b"),
        event(START, "job_id", "j", "trace_id", "a"),
        event(START, "job_id", "j", "trace_id", "b"),
        event(START, "job_id", "j"));

    assertThat(history(Long.MAX_VALUE).traceIds()).containsExactly("a", "b");
  }

  @Test
  void comesInPagesAndKeepsTheStepsOfTheWholeLife() throws Exception {
    store.store(job(START, "j", "job_started"));
    store.store(
        IntStream.range(0, 2 * JobHistory.MOST_EVENTS)
            .mapToObj(i -> event(START.plusMillis(i), "job_id", "j", "message", "" + i))
            .toArray(CollectedEvent[]::new));

    JobHistory latest = history(Long.MAX_VALUE);
    assertThat(latest.events()).hasSize(JobHistory.MOST_EVENTS);
    assertThat(latest.events().get(0).message()).isEqualTo("500");
    assertThat(latest.steps()).map(EventRow::eventType).containsExactly("job_started");
    JobHistory earlier = history(latest.earlierThan());
    assertThat(earlier.events().get(JobHistory.MOST_EVENTS - 1).message()).isEqualTo("499");
    JobHistory first = history(earlier.earlierThan());
    assertThat(first.events()).map(EventRow::eventType).containsExactly("job_started");
    assertThat(first.earlierThan()).isNull();
  }

  @Test
  void isEmptyForAJobThatNobodyHasToldOf() throws Exception {
    assertThat(JobHistory.read(store.readers, "j", Long.MAX_VALUE)).isEmpty();
  }

  private JobHistory history(long before) throws Exception {
    return JobHistory.read(store.readers, "j", before).orElseThrow();
  }
}
