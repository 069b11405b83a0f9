package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The columns' times are UTC without saying so; DuckDB's {@code now()} is compared with them in the
 * zone of the session, which is the machine's unless it is set.
 */
@Timeout(120)
class TimeZoneTest {

  @TempDir Path directory;

  @Test
  void timesAreUtcWhateverTheZoneOfTheMachineIs() throws Exception {
    try (TestStore store = new TestStore(directory)) {
      Instant now = Instant.now();
      store.clock.advance(Duration.between(store.clock.instant(), now));
      store.store(job(now, "j", "job_started"));
    }
    for (String zone : new String[] {"Asia/Kolkata", "America/New_York"}) {
      ConsoleProcess.Ended ended =
          ConsoleProcess.run(
              Map.of(
                  "TZ",
                  zone,
                  "CONSOLE_DIRECTORY",
                  directory.toString(),
                  "CONSOLE_PORT",
                  String.valueOf(FreePort.find())),
              "query",
              "SELECT now() - last_seen BETWEEN INTERVAL 0 SECOND AND INTERVAL 1 HOUR AS ok,"
                  + " TIMESTAMP '2026-03-08 02:30:00' AS skipped_in_new_york FROM jobs");

      assertThat(ended.out())
          .as(zone)
          .startsWith("ok    skipped_in_new_york\ntrue  2026-03-08 02:30:00.0\n");
    }
  }
}
