package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emp.examples.collector.CollectedEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntakeTest {

  private static final CollectedEvent EVENT = event(START);
  private static final Duration WAIT = Duration.ofSeconds(60);

  @Test
  void returnsWhenTheEventsAreStored() throws Exception {
    Intake intake = new Intake(new ManualClock(), WAIT);
    CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> intake.store(List.of(EVENT)));
    List<Intake.Batch> batches = intake.take(10, WAIT);

    assertThat(sender).isNotDone();
    batches.forEach(Intake.Batch::stored);
    sender.join();
  }

  @Test
  void throwsWhenTheyAreNot() throws Exception {
    Intake intake = new Intake(new ManualClock(), WAIT);
    CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> intake.store(List.of(EVENT)));
    intake.take(10, WAIT).forEach(batch -> batch.failed(new IllegalStateException("full")));

    assertThatThrownBy(sender::join).hasCauseInstanceOf(NotStoredException.class);
  }

  @Test
  void takesNoMoreThanThereIsRoomFor() throws Exception {
    Intake intake = new Intake(new ManualClock(), Duration.ofMillis(50));
    assertThatThrownBy(() -> intake.store(all())).hasMessageContaining("not stored within");

    assertThatThrownBy(() -> intake.store(List.of(EVENT))).hasMessageContaining("no room");
    assertThat(intake.take(1, WAIT)).hasSize(1);
  }

  @Test
  void givesTheRoomBack() throws Exception {
    Intake intake = new Intake(new ManualClock(), WAIT);
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> intake.store(all()));
      intake.take(1, WAIT).forEach(Intake.Batch::stored);
      sender.join();
    }
  }

  @Test
  void tellsThoseThatWaitWhenTheConsoleStops() throws Exception {
    Intake intake = new Intake(new ManualClock(), WAIT);
    CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> intake.store(List.of(EVENT)));
    while (!sender.isDone()) {
      intake.close();
      Thread.onSpinWait();
    }

    assertThatThrownBy(sender::join).hasRootCauseMessage("the console stops");
  }

  private static List<CollectedEvent> all() {
    return Collections.nCopies(Intake.MAX_WAITING_EVENTS, EVENT);
  }
}
