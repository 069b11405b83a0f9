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
        store.store(events(batch * 100, 100, ""));
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
      store.store(events(0, 900, ""));
    }
    try (TestStore store = new TestStore(directory, 1000, Long.MAX_VALUE)) {
      store.store(events(900, 900, ""));
      settle(store);

      assertThat(Long.parseLong(store.query("SELECT count(*) FROM events").get(0)))
          .isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void keepsTheFileSmallEnough() throws Exception {
    byte[] random = new byte[300];
    long megabytes = 16;
    try (TestStore store = new TestStore(directory, Integer.MAX_VALUE, megabytes << 20)) {
      for (int batch = 0; batch < 80; batch++) {
        new Random(batch).nextBytes(random);
        store.store(events(batch * 2_000, 2_000, HexFormat.of().formatHex(random)));
      }
      settle(store);

      long kept = Long.parseLong(store.query("SELECT count(*) FROM events").get(0));
      assertThat(kept).isLessThan(160_000);
      try (var connection = store.database.connection()) {
        assertThat(Database.bytes(connection)).isLessThan(2 * megabytes << 20);
      }
    }
  }

  /** Events are forgotten behind the answer: what is stored next comes after that. */
  private static void settle(TestStore store) {
    store.store(job(START, "last", "job_completed"));
  }

  private static CollectedEvent[] events(int first, int count, String own) {
    Random random = new Random(first);
    return IntStream.range(first, first + count)
        .mapToObj(i -> job(START, "j" + i, "job_completed", "own", own + random.nextLong()))
        .toArray(CollectedEvent[]::new);
  }
}
