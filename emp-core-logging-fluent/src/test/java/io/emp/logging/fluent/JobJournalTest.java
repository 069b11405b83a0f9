package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JobJournalTest {

  private final ManualClock clock = new ManualClock();
  private final JobJournal journal = new JobJournal(clock);
  private final ByteBuffer bytes = Jobs.zeros();
  private final JobsFile file = JobsFile.create(bytes, Jobs.ANOTHER_JVM);

  JobJournalTest() {
    journal.keepIn(file);
  }

  @Test
  void aJobIsOpenFromWhenItIsReceivedWithAllThatItsEventsSayOfItsContext() {
    Jobs.tell(journal, "job_received", "job-1");

    assertThat(Jobs.in(file)).containsExactly(new OpenJob(Jobs.context("job-1"), Jobs.STARTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"job_completed", "job_failed", "job_cancelled", "job_timed_out", "job_retried"})
  void itIsOpenNoMoreOnceItsEndIsTold(String end) {
    Jobs.tell(journal, "job_received", "job-1");
    Jobs.tell(journal, "job_received", "job-2");
    Jobs.tell(journal, end, "job-1");

    assertThat(Jobs.ids(file)).containsExactly("job-2");
    assertThat(journal.close()).isFalse();
  }

  @Test
  void withNoJobOpenTheFileIsOfNoUse() {
    Jobs.tell(journal, "job_started", "job-1");
    Jobs.tell(journal, "job_completed", "job-1");

    assertThat(journal.close()).isTrue();
  }

  @Test
  void otherEventsOpenAndCloseNothing() {
    Jobs.tell(journal, "job_received", "job-1");
    Jobs.tell(journal, "job_progress", "job-1");
    Jobs.tell(journal, "job_progress", "job-2");
    Jobs.tell(journal, "health_check", "job-1");
    journal.appended(Jobs.event("job-1"), null);

    assertThat(Jobs.ids(file)).containsExactly("job-1");
  }

  @Test
  void itsStartReplacesWhatWasKnownWhenItWasReceived() {
    Map<String, String> later = new HashMap<>(Jobs.context("job-1"));
    later.put("span_id", "1111111111111111");
    Jobs.tell(journal, "job_received", "job-1");
    Jobs.tell(journal, "job_started", Jobs.event(later, Jobs.STARTED + 5));

    assertThat(Jobs.in(file)).containsExactly(new OpenJob(later, Jobs.STARTED + 5));
  }

  @Test
  void twoWorkersMayHaveAJobOfTheSameId() {
    Map<String, String> ofAnother = new HashMap<>(Jobs.context("job-1"));
    ofAnother.put("worker_id", "worker-2");
    Jobs.tell(journal, "job_started", "job-1");
    Jobs.tell(journal, "job_started", Jobs.event(ofAnother, Jobs.STARTED));
    Jobs.tell(journal, "job_completed", "job-1");

    assertThat(Jobs.in(file)).containsExactly(new OpenJob(ofAnother, Jobs.STARTED));
  }

  @Test
  void aBeginningThatIsMarkedAsIllegalDoesNotOpenAJobAgain() {
    Jobs.tell(journal, "job_started", "job-1");
    Jobs.tell(journal, "job_completed", "job-1");
    Jobs.tell(journal, "job_started", Jobs.illegal("job-1"));
    Jobs.tell(journal, "job_completed", Jobs.illegal("job-1"));

    assertThat(Jobs.ids(file)).isEmpty();
  }

  @Test
  void whileAnEndIsBeingToldTheFileSaysSo() {
    Jobs.tell(journal, "job_started", "job-1");

    journal.appending(Jobs.event("job-1"), "job_completed");
    assertThat(file.isEnding(0)).isTrue();
    assertThat(Jobs.ids(file)).containsExactly("job-1");

    journal.appended(Jobs.event("job-1"), "job_completed");
    assertThat(file.isFree(0)).isTrue();
  }

  @Test
  void fieldsThatHaveNoRoomAreLeftOutAndTheKeyNever() {
    Map<String, String> context = new HashMap<>(Jobs.context("job-1"));
    context.put("workflow_id", "w".repeat(900));
    context.put("session_id", "s".repeat(100_000));
    Jobs.tell(journal, "job_started", Jobs.event(context, Jobs.STARTED));

    Map<String, String> kept = new HashMap<>(context);
    kept.keySet().removeAll(List.of("session_id", "workflow_id"));
    assertThat(Jobs.in(file)).containsExactly(new OpenJob(kept, Jobs.STARTED));
    assertThat(journal.leftOut()).isZero();
  }

  @Test
  void theMdcsOtherEntriesAreNotKept() {
    Map<String, String> context = new HashMap<>(Jobs.context("job-1"));
    context.put("password", "secret");
    Jobs.tell(journal, "job_started", Jobs.event(context, Jobs.STARTED));

    assertThat(Jobs.in(file).get(0).context()).isEqualTo(Jobs.context("job-1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 70_000, 1_000_000})
  void aJobWhoseKeyHasNoRoomIsLeftOutAndCounted(int length) {
    Jobs.tell(journal, "job_started", "j".repeat(length));
    Jobs.tell(journal, "job_started", "job-1");
    Jobs.tell(journal, "job_completed", "j".repeat(length));

    assertThat(Jobs.ids(file)).containsExactly("job-1");
    assertThat(journal.leftOut()).isEqualTo(1);
  }

  @Test
  void thousandsOfJobsAreKeptAndThoseBeyondAreCounted() {
    int most = JobsFile.SLOTS - 1;
    for (int i = 0; i < most + 100; i++) {
      Jobs.tell(journal, "job_received", "job-" + i);
    }
    // Of those that are kept each can be replaced, even now.
    for (int i = 0; i < most; i++) {
      Jobs.tell(journal, "job_started", "job-" + i);
    }

    assertThat(Jobs.ids(file))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, most).mapToObj(i -> "job-" + i).toList());
    assertThat(journal.leftOut()).isEqualTo(100);

    Jobs.tell(journal, "job_completed", "job-5");
    Jobs.tell(journal, "job_received", "late");
    assertThat(Jobs.ids(file)).hasSize(most).contains("late").doesNotContain("job-5");
    for (int i = 0; i < most; i++) {
      Jobs.tell(journal, "job_completed", "job-" + i);
    }
    assertThat(Jobs.ids(file)).containsExactly("late");
  }

  @Test
  void aFileThatComesLateHasWhatIsOpenByThen() {
    JobJournal early = new JobJournal(clock);
    Jobs.tell(early, "job_received", "job-1");
    Jobs.tell(early, "job_received", "job-2");
    Jobs.tell(early, "job_completed", "job-1");
    assertThat(early.hasFile()).isFalse();

    JobsFile late = JobsFile.create(Jobs.zeros(), Jobs.ANOTHER_JVM);
    early.keepIn(late);
    assertThat(Jobs.ids(late)).containsExactly("job-2");
    Jobs.tell(early, "job_completed", "job-2");

    assertThat(Jobs.ids(late)).isEmpty();
  }

  @Test
  void aNewFileTakesThePlaceOfTheOneBefore() {
    Jobs.tell(journal, "job_received", "job-1");
    JobsFile next = JobsFile.create(Jobs.zeros(), Jobs.ANOTHER_JVM);
    journal.keepIn(next);
    Jobs.tell(journal, "job_received", "job-2");

    assertThat(Jobs.ids(next)).containsExactlyInAnyOrder("job-1", "job-2");
    assertThat(Jobs.ids(file)).containsExactly("job-1");
  }

  @Test
  void eachEventTellsWhenTheRunWasLastSeen() {
    clock.advanceNanos(7_000_000);
    journal.appending(Jobs.event("job-1"), null);
    assertThat(file.lastSeen()).isEqualTo(clock.epochMillis());

    clock.advanceNanos(7_000_000);
    journal.seen();
    assertThat(file.lastSeen()).isEqualTo(clock.epochMillis());
  }

  @Test
  void aTimeOfWhichABitIsWrongIsNoTime() {
    journal.seen();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long good = bytes.getLong(40);
      bytes.putLong(40, good ^ (1L << bit));
      assertThat(file.lastSeen()).as("bit %d", bit).isEqualTo(-1);
      bytes.putLong(40, good);
    }
    assertThat(file.lastSeen()).isEqualTo(clock.epochMillis());
  }

  @Test
  void afterTheEndNothingIsKept() {
    journal.close();
    Jobs.tell(journal, "job_started", "job-1");

    assertThat(Jobs.ids(file)).isEmpty();
    assertThat(journal.close()).isTrue();
  }

  @Test
  void whatAnEventThrowsHarmsNobodyAndIsKeptToBeTold() {
    Map<String, String> throwing =
        new HashMap<>() {
          @Override
          public String get(Object key) {
            throw new IllegalStateException("an MDC of somebody else's");
          }
        };
    Jobs.tell(journal, "job_started", Jobs.event(throwing, Jobs.STARTED));
    Jobs.tell(journal, "job_completed", Jobs.event(throwing, Jobs.STARTED));
    Jobs.tell(journal, "job_started", "job-1");

    assertThat(Jobs.ids(file)).containsExactly("job-1");
    assertThat(journal.failure()).isInstanceOf(IllegalStateException.class);
    assertThat(journal.failure()).isNull();
  }

  @Test
  void threadsThatOpenAndCloseJobsAtOnceDoNotMixThemUp() throws Exception {
    int threads = 8;
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      String name = "thread-" + thread;
      running.add(
          Tasks.run(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  Jobs.tell(journal, "job_received", name + "-" + i);
                  Jobs.tell(journal, "job_started", name + "-" + i);
                  if (i % 1_000 != 0) {
                    Jobs.tell(journal, "job_completed", name + "-" + i);
                  }
                }
              }));
    }
    for (CompletableFuture<Void> one : running) {
      one.get(50, TimeUnit.SECONDS);
    }

    assertThat(Jobs.ids(file))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, threads * 5)
                .mapToObj(i -> "thread-" + i / 5 + "-" + i % 5 * 1_000)
                .toList());
    assertThat(journal.leftOut()).isZero();
    assertThat(journal.failure()).isNull();
  }
}
