package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreTest {

  @TempDir Path directory;

  @Test
  void whatIsStoredIsThereWhenTheCallReturns() throws Exception {
    try (TestStore store = new TestStore(directory)) {
      store.store(event(START, "message", "one"), event(START, "message", "two"));

      assertThat(store.query("SELECT message FROM events ORDER BY event_id"))
          .containsExactly("one", "two");
    }
  }

  @Test
  void goesOnWhereItWasAfterAStart() throws Exception {
    try (TestStore store = new TestStore(directory)) {
      store.store(job(START, "j", "job_started", "run_id", "r", "seq", 1L));
    }
    try (TestStore store = new TestStore(directory)) {
      store.store(
          job(START, "j", "job_started", "run_id", "r", "seq", 1L),
          job(START.plusSeconds(1), "j", "job_completed", "run_id", "r", "seq", 2L));

      assertThat(store.query("SELECT event_id FROM events ORDER BY 1")).containsExactly("1", "2");
      assertThat(store.query("SELECT state || events FROM jobs")).containsExactly("completed2");
      assertThat(store.query("SELECT duplicates FROM runs")).containsExactly("1");
    }
  }

  @Test
  void nothingThatIsReceivedMakesTheDatabaseRefuseIt() throws Exception {
    String hostile = "\u0000\ud800'\";--\n\udc00\u202e</script>\\u0000";
    try (TestStore store = new TestStore(directory)) {
      Object[] fields =
          Arrays.stream(EventColumn.values())
              .filter(column -> column.onWire)
              .flatMap(column -> Stream.of(column.column(), hostile))
              .toArray();
      store.store(
          event(START, fields),
          event(START, "markers", List.of(hostile), hostile, hostile),
          event(START, "seq", Long.MAX_VALUE, "run_id", "r", "duration_ms", Long.MIN_VALUE),
          event(START, "progress", Double.NaN, "attempt", Long.MAX_VALUE, "job_id", ""));

      assertThat(store.query("SELECT count(*) FROM events")).containsExactly("4");
      assertThat(store.query("SELECT job_id FROM jobs ORDER BY length(job_id)"))
          .containsExactly("", "\ufffd\ufffd'\";--\n\ufffd\u202e</script>\\u0000");
      assertThat(store.query("SELECT fields FROM events WHERE event_id = 2"))
          .singleElement()
          .asString()
          .contains("</script>");
    }
  }

  @Test
  void manyAtOnceAreStoredTogetherAndEachOnce() throws Exception {
    try (TestStore store = new TestStore(directory)) {
      List<CompletableFuture<Void>> senders = new ArrayList<>();
      for (int sender = 0; sender < 8; sender++) {
        String run = "run-" + sender;
        senders.add(
            CompletableFuture.runAsync(
                () ->
                    IntStream.range(0, 50)
                        .forEach(i -> store.intake.store(numbered(run, 10 * i + 1, 10)))));
      }
      senders.forEach(CompletableFuture::join);

      assertThat(store.query("SELECT count(*) FROM events")).containsExactly("4000");
      assertThat(
              store.query(
                  "SELECT DISTINCT received || ' ' || missing || ' ' || duplicates FROM runs"))
          .containsExactly("500 0 0");
    }
  }

  private static List<CollectedEvent> numbered(String run, long first, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> event(START, "run_id", run, "seq", first + i))
        .toList();
  }

  @Test
  void tellsThatItCannotStoreAndGoesOnWhenItCan() throws Exception {
    try (TestStore store = new TestStore(directory);
        var connection = store.database.connection();
        Statement statement = connection.createStatement()) {
      store.store(event(START, "message", "before"));
      statement.execute("ALTER TABLE events RENAME TO elsewhere");

      assertThatThrownBy(() -> store.store(event(START))).isInstanceOf(NotStoredException.class);
      assertThat(store.writer.trouble()).contains("events");

      statement.execute("ALTER TABLE elsewhere RENAME TO events");
      store.store(event(START, "message", "after"));
      assertThat(store.writer.trouble()).isNull();
      assertThat(store.query("SELECT event_id || message FROM events ORDER BY event_id"))
          .containsExactly("1before", "2after");
    }
  }

  @Test
  void tellsWhichJobsHaveChanged() throws Exception {
    try (TestStore store = new TestStore(directory)) {
      store.store(job(START, "a", "job_started"), job(START, "b", "job_started"), event(START));

      await().atMost(Duration.ofSeconds(30)).until(() -> !store.changes.isEmpty());
      assertThat(store.changes)
          .singleElement()
          .extracting(Change::jobs)
          .asString()
          .contains("a, b");
    }
  }
}
