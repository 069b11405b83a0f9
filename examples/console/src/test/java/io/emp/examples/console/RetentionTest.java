package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RetentionTest {

  @TempDir Path directory;

  @Test
  void keepsTheLatestEventsAndForgetsTheOldestWithTheirJobs() throws Exception {
    try (TestStore store = new TestStore(directory, 1000, Long.MAX_VALUE)) {
      for (int batch = 0; batch < 30; batch++) {
        store.store(events(batch * 100, 100, 10));
      }
      settle(store);

      long kept = Long.parseLong(store.query("SELECT count(*) FROM events").get(0));
      assertThat(kept).isBetween(950L, 1000L);
      assertThat(store.query("SELECT max(event_id) - min(event_id) + 1 - count(*) FROM events"))
          .containsExactly("0");
      assertThat(store.query("SELECT count(*) FROM jobs")).containsExactly(String.valueOf(kept));
      assertThat(store.query("SELECT jobs_completed FROM workers")).containsExactly("3001");
    }
  }

  @Test
  void keepsToItAfterAStart() throws Exception {
    try (TestStore store = new TestStore(directory, 1000, Long.MAX_VALUE)) {
      store.store(events(0, 900, 10));
    }
    try (TestStore store = new TestStore(directory, 1000, Long.MAX_VALUE)) {
      store.store(events(900, 900, 10));
      settle(store);

      assertThat(Long.parseLong(store.query("SELECT count(*) FROM events").get(0)))
          .isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void keepsTheFileSmallEnough() throws Exception {
    long megabytes = 12;
    int events = 60_000;
    try (TestStore store = new TestStore(directory, Integer.MAX_VALUE, megabytes << 20)) {
      for (int first = 0; first < events; first += 2_000) {
        store.store(events(first, 2_000, 800));
      }
      settle(store);

      assertThat(Long.parseLong(store.query("SELECT count(*) FROM events").get(0)))
          .isLessThan(events);
      try (var connection = store.database.connection()) {
        assertThat(Database.bytes(connection)).isLessThan(3 * megabytes << 20);
      }
    }
  }

  /** Events are forgotten behind the answer: what is stored next comes after that. */
  private static void settle(TestStore store) {
    store.store(job(START, "last", "job_completed"));
  }

  /**
   * @param own how many characters of its own each event has, which cannot be compressed well
   */
  private static CollectedEvent[] events(int first, int count, int own) {
    Random random = new Random(first);
    byte[] bytes = new byte[own / 2];
    return IntStream.range(first, first + count)
        .mapToObj(
            i -> {
              random.nextBytes(bytes);
              String text = HexFormat.of().formatHex(bytes);
              return job(START, "j" + i, "job_completed", "own", text);
            })
        .toArray(CollectedEvent[]::new);
  }
}
