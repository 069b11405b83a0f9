package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.Events.with;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SearchTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;

  @BeforeEach
  void fill() throws Exception {
    store = new TestStore(directory);
    store.store(
        job(START, "job-1", "job_started", "message", "one", "trace_id", "aaaa"),
        with(
            job(START.plusSeconds(10), "job-2", "job_failed", "message", "two"),
            "error_message",
            "Connection REFUSED",
            "worker_id",
            "w2",
            "stack_hash",
            "beef"),
        event(START.plusSeconds(20), "message", "three", "level", "warn", "model_name", "sdxl"),
        event(START.plusSeconds(30), "message", "four 100%_", "stack_trace", "at A.b(A.java:7)"));
    store.clock.advance(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource({
    "job, OB-1, one",
    "trace, AAAA, one",
    "worker, w2, two",
    "worker, m, 'two,one'",
    "worker, m/w2, two",
    "text, refused, two",
    "text, a.java:7, four 100%_",
    "text, SDXL, three",
    "text, beef, two",
    "text, %_, four 100%_",
    "text, nowhere, ''",
    "level, warn, 'three,two'",
    "level, error, two",
    "since, 5m, 'four 100%_,three,two,one'",
    "from, 2026-11-25T10:00:20, 'four 100%_,three'",
    "to, 2026-11-25T10:00, one",
    "q, job-2, two",
    "q, aaaa, one",
    "q, refused, two",
    "q, w2, two"
  })
  void findsByEachField(String field, String value, String messages) throws Exception {
    assertThat(String.join(",", messages(Map.of(field, value)))).isEqualTo(messages);
  }

  @Test
  void eachFieldNarrowsIt() throws Exception {
    assertThat(messages(Map.of("worker", "m", "level", "error"))).containsExactly("two");
    assertThat(messages(Map.of("worker", "m", "text", "three"))).isEmpty();
  }

  @Test
  void findsJobsByAPartOfTheirIds() throws Exception {
    assertThat(search(Map.of("q", "JOB-")).run(store.readers, store.clock.instant()).jobs())
        .map(JobRow::jobId)
        .containsExactly("job-2", "job-1");
  }

  @Test
  void saysThatThereIsMore() throws Exception {
    for (int i = 0; i < Search.MOST_EVENTS; i++) {
      store.store(event(START, "message", "many"));
    }

    Search.Found found = search(Map.of("level", "debug")).run(store.readers, START);
    assertThat(found.events()).hasSize(Search.MOST_EVENTS);
    assertThat(found.more()).isTrue();
  }

  @Test
  void refusesATimeThatIsNone() {
    assertThatThrownBy(() -> messages(Map.of("from", "then")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> messages(Map<String, String> parameters) throws Exception {
    return search(parameters).run(store.readers, store.clock.instant()).events().stream()
        .map(EventRow::message)
        .toList();
  }

  private static Search search(Map<String, String> parameters) {
    return Search.of(name -> parameters.getOrDefault(name, ""));
  }
}
