package io.emp.examples.console;

import static io.emp.examples.console.Events.job;
import static io.emp.examples.console.Events.stored;
import static io.emp.examples.console.Events.with;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {

  private final JobState job = JobState.of("j");
  private long id;

  @Test
  void followsAJobFromItsBeginningToItsEnd() {
    tell(0, "job_received", "queue_wait_ms", 20L);
    assertThat(job.state()).isEqualTo("waiting");
    tell(1, "job_started");
    assertThat(job.state()).isEqualTo("running");
    tell(2, "job_progress", "progress", 50.0, "execution_step", "scale");
    assertThat(column("progress")).isEqualTo(50.0);
    assertThat(column("execution_step")).isEqualTo("scale");
    tell(5, "job_completed", "duration_ms", 4000L);

    assertThat(job.state()).isEqualTo("completed");
    assertThat(column("progress")).isEqualTo(100.0);
    assertThat(column("queue_wait_ms")).isEqualTo(20L);
    assertThat(column("duration_ms")).isEqualTo(4000L);
    assertThat(column("events")).isEqualTo(4L);
    assertThat(column("first_event_id")).isEqualTo(1L);
    assertThat(column("last_event_id")).isEqualTo(4L);
  }

  @ParameterizedTest
  @CsvSource({
    "job_failed, failed",
    "job_timed_out, failed",
    "job_cancelled, cancelled",
    "job_completed, completed",
    "job_retried, waiting"
  })
  void takesItsStateFromTheEvent(String type, String state) {
    tell(0, "job_started");
    tell(3, type);

    assertThat(job.state()).isEqualTo(state);
  }

  @Test
  void measuresTheDurationWhereItIsNotTold() {
    tell(0, "job_started");
    tell(3, "job_failed");

    assertThat(column("duration_ms")).isEqualTo(3000L);
  }

  @Test
  void keepsTheReasonOfAFailureUntilTheNextAttempt() {
    tell(0, "job_started", "attempt", 1L);
    tell(1, "job_failed", "attempt", 1L, "error_type", "network", "error_message", "refused");
    assertThat(column("error_message")).isEqualTo("refused");
    tell(2, "job_retried", "attempt", 1L);
    tell(3, "job_received", "attempt", 2L);
    tell(4, "job_started", "attempt", 2L);

    assertThat(job.state()).isEqualTo("running");
    assertThat(column("attempt")).isEqualTo(2L);
    assertThat(column("error_message")).isNull();
    assertThat(column("ended_at")).isNull();
  }

  @Test
  void theEndOfAnEarlierAttemptThatIsToldLateChangesNothing() {
    tell(0, "job_started", "attempt", 1L);
    tell(10, "job_started", "attempt", 2L);
    tell(11, "job_failed", "attempt", 1L, "error_type", "worker_crash");

    assertThat(job.state()).isEqualTo("running");
    assertThat(column("events")).isEqualTo(3L);
    assertThat(column("errors")).isEqualTo(1L);
  }

  @Test
  void anEventThatCannotBeChangesNothing() {
    tell(0, "job_started");
    tell(1, "job_completed");
    tell(2, "job_failed", "illegal_transition", "job_failed after job_completed");

    assertThat(job.state()).isEqualTo("completed");
  }

  @Test
  void theEventThatHappenedLastDecidesInWhateverOrderTheyArrive() {
    tell(9, "job_completed");
    tell(1, "job_started");
    tell(2, "job_progress", "progress", 10.0);

    assertThat(job.state()).isEqualTo("completed");
    assertThat(column("progress")).isEqualTo(100.0);
  }

  @Test
  void progressDoesNotReopenAJobThatHasEnded() {
    tell(0, "job_started");
    tell(1, "job_cancelled");
    tell(2, "job_progress", "progress", 10.0);

    assertThat(job.state()).isEqualTo("cancelled");
  }

  @Test
  void aPlainLineIsASignOfLife() {
    tell(0, "job_started");
    job.apply(stored(with(job(START.plusSeconds(7), "j", "x"), "event_type", 1L), ++id));

    assertThat(job.state()).isEqualTo("running");
    assertThat(column("last_seen")).isEqualTo(START.plusSeconds(7));
  }

  private void tell(long seconds, String type, Object... namesAndValues) {
    Instant at = START.plusSeconds(seconds);
    CollectedEvent event = job(at, "j", type, namesAndValues);
    job.apply(stored(event, ++id));
  }

  private @Nullable Object column(String name) {
    Map<String, @Nullable Object> row = new HashMap<>();
    JobState.FIELDS.forEach(field -> row.put(field.name(), field.value().apply(job)));
    assertThat(row).hasSize(JobState.FIELDS.size()).containsKey(name);
    return row.get(name);
  }
}
