package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SqlRunnerTest {

  @TempDir Path directory;
  @AutoClose private TestStore store;
  @AutoClose private SqlRunner runner;

  @BeforeEach
  void open() throws Exception {
    store = new TestStore(directory);
    runner = new SqlRunner(store.database, Duration.ofSeconds(60));
    store.store(job(START, "j", "job_completed", "model_name", "sdxl"));
  }

  @Test
  void answersAQuery() {
    SqlResult result =
        runner.run(
            "SELECT job_id, timestamp, fields->>'model_name' AS m, NULL AS nothing FROM events;");

    assertThat(result.failure()).isNull();
    assertThat(result.columns()).containsExactly("job_id", "timestamp", "m", "nothing");
    assertThat(result.rows().get(0)).containsExactly("j", "2026-11-25 10:00:00.0", "sdxl", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM jobs",
        "WITH a AS (SELECT 1) FROM a",
        "DESCRIBE events",
        "SHOW TABLES",
        "SELECT count(*) FROM events WHERE timestamp < now() - INTERVAL 1 HOUR",
        "SELECT quantile_cont(duration_ms, 0.95) FROM jobs -- a comment"
      })
  void takesWhateverOnlyReads(String sql) {
    assertThat(runner.run(sql).failure()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE events",
        "DELETE FROM events",
        "INSERT INTO events (message) VALUES ('x')",
        "UPDATE jobs SET state = 'failed'",
        "CREATE TABLE x (i INTEGER)",
        "SELECT 1; DROP TABLE events",
        "COMMIT; DROP TABLE events",
        "SET threads = 1",
        "PRAGMA enable_profiling",
        "COPY events TO 'x.csv'",
        "ATTACH 'x.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE 'x'",
        "CHECKPOINT",
        "CALL force_checkpoint()",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_json('http://127.0.0.1:1/x')",
        "SELECT getenv('HOME')",
        "SELEC 1",
        ""
      })
  void refusesTheRestAndSaysWhy(String sql) throws Exception {
    assertThat(runner.run(sql).failure()).isNotBlank();
    assertThat(store.query("SELECT count(*) FROM events")).containsExactly("1");
    assertThat(store.query("SELECT state FROM jobs")).containsExactly("completed");
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.startsWith("console-1.duckdb") || name.equals("temporary"));
    }
    assertThat(runner.run("SELECT 1").failure()).isNull();
  }

  @Test
  void endsAQueryThatTakesTooLong() throws Exception {
    try (SqlRunner hasty = new SqlRunner(store.database, Duration.ofSeconds(1))) {
      SqlResult result =
          hasty.run(
              "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = 7");

      assertThat(result.failure()).isEqualTo("The query took longer than 1 s and was ended.");
      assertThat(result.millis()).isGreaterThanOrEqualTo(1000);
      assertThat(hasty.run("SELECT 1").failure()).isNull();
    }
  }

  @Test
  void boundsWhatItGives() {
    SqlResult result = runner.run("SELECT range, repeat('x', 20000) FROM range(5000)");

    assertThat(result.rows()).hasSize(SqlRunner.MOST_ROWS);
    assertThat(result.more()).isTrue();
    assertThat(result.rows().get(0).get(1)).hasSize(SqlRunner.MOST_CELL_CHARS + 1);
  }

  @Test
  void aTextOfTheResultCannotMoveTheTerminal() {
    SqlResult result = runner.run("SELECT 'a' || chr(27) || '[2J' || chr(10) || chr(8238) AS t");

    assertThat(result.asText()).startsWith("t\na\\u001b[2J\\n\\u202e\n(1 row, ");
  }
}
