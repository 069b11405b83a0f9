package io.emp.logging.fluent;

import static io.emp.logging.fluent.Batches.batches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverSenderTest {

  private final Collector first = new Collector("first");
  private final Collector second = new Collector("second");
  private final Collector third = new Collector("third");
  private final List<Batch> taken = new ArrayList<>();
  private final List<String> takenBy = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // Overflows soon.
  private final FailoverSender sender =
      new FailoverSender(
          List.of(first, second, third),
          new EngineClock() {
            @Override
            public long nanoTime() {
              return now;
            }

            @Override
            public long epochMillis() {
              throw new AssertionError("not needed");
            }
          });

  @Test
  void theFirstIsUsedWhileItWorks() throws IOException {
    send(batches(2));

    assertThat(takenBy).containsExactly("first", "first");
    assertThat(sender.target()).isEqualTo("first");
  }

  @Test
  void oneThatCannotBeReachedIsPassedOverInTheSameCall() throws IOException {
    first.failure = new IOException("first is down");
    second.failure = new IOException("second is down");

    send(batches(2));

    assertThat(taken).isEqualTo(batches(2));
    assertThat(takenBy).containsOnly("third");
    assertThat(sender.target()).isEqualTo("third");
  }

  @Test
  void whereNoneCanBeReachedTheFailureOfEachIsTold() {
    first.failure = new IOException("first is down");
    second.failure = new IOException("second is down");
    third.failure = new IOException("third is down");

    assertThatThrownBy(() -> send(batches(1)))
        .hasMessage("first: first is down; second: second is down; third: third is down")
        .hasSuppressedException(first.failure)
        .hasSuppressedException(second.failure)
        .hasSuppressedException(third.failure);
    assertThat(sender.target()).isEqualTo("first");
  }

  @Test
  void aRefusalIsThrownAndTheNextCallBeginsWithTheNext() throws IOException {
    first.failure = new RefusedException("no ack", null);

    assertThatThrownBy(() -> send(batches(1))).isSameAs(first.failure);
    assertThat(second.calls).isZero();
    send(batches(1));

    assertThat(takenBy).containsExactly("second");
  }

  @Test
  void whoRefusesForTheSizeIsNotLeft() throws IOException {
    first.failure = RefusedException.tooLarge("413");

    assertThatThrownBy(() -> send(batches(1))).isSameAs(first.failure);
    first.failure = null;
    send(batches(1));

    assertThat(takenBy).containsExactly("first");
  }

  @Test
  void theFirstIsReturnedToAfterAWhile() throws IOException {
    leaveTheFirst();
    first.failure = null;

    pass(Duration.ofSeconds(30).minusNanos(1));
    send(batches(1));
    pass(Duration.ofNanos(1));
    send(batches(2));

    assertThat(takenBy).containsExactly("second", "second", "first", "first");
    assertThat(sender.target()).isEqualTo("first");
  }

  @Test
  void aReturnThatFailsCostsNoBatchAndIsTriedLessAndLessOften() throws IOException {
    leaveTheFirst();
    int calls = first.calls;
    for (int seconds : new int[] {30, 60, 120, 240, 300, 300}) {
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      send(batches(1));
      assertThat(first.calls).as("before %s s", seconds).isEqualTo(calls);

      pass(Duration.ofNanos(1));
      send(batches(1));
      assertThat(first.calls).as("after %s s", seconds).isEqualTo(++calls);
    }
    assertThat(takenBy).containsOnly("second");
    assertThat(sender.target()).isEqualTo("second");
  }

  @Test
  void aRefusalOfAReturnCostsNoBatch() throws IOException {
    leaveTheFirst();
    first.failure = new RefusedException("no ack", null);
    pass(Duration.ofSeconds(30));

    taken.clear();
    send(batches(3));

    assertThat(taken).isEqualTo(batches(3));
    assertThat(takenBy).containsOnly("second");
  }

  @Test
  void afterAReturnTheNextOneIsSoonAgain() throws IOException {
    leaveTheFirst();
    pass(Duration.ofSeconds(30));
    send(batches(1));
    first.failure = null;
    pass(Duration.ofSeconds(60));
    send(batches(1));
    leaveTheFirst();
    first.failure = null;

    pass(Duration.ofSeconds(30));
    send(batches(1));

    assertThat(sender.target()).isEqualTo("first");
  }

  @Test
  void theOneInUseIsNamedWhileItTakes() throws IOException {
    first.failure = new IOException("first is down");
    List<String> targets = new ArrayList<>();

    second.whileSending = () -> targets.add(sender.target());
    send(batches(1));

    assertThat(targets).containsExactly("second");
  }

  @Test
  void closesAll() {
    sender.close();

    assertThat(List.of(first.closed, second.closed, third.closed)).containsOnly(true);
  }

  private void leaveTheFirst() throws IOException {
    first.failure = new IOException("first is down");
    send(batches(1));
    assertThat(sender.target()).isEqualTo("second");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void send(List<Batch> batches) throws IOException {
    for (Batch batch : batches) {
      sender.send(batch);
      taken.add(batch);
      takenBy.add(sender.target());
    }
  }

  /** A collector that takes all, or fails as it is told. */
  private static final class Collector implements ChunkSender {
    private final String name;
    private IOException failure;
    private Runnable whileSending = () -> {};
    private int calls;
    private boolean closed;

    Collector(String name) {
      this.name = name;
    }

    @Override
    public void send(Batch batch) throws IOException {
      calls++;
      if (failure != null) {
        throw failure;
      }
      whileSending.run();
    }

    @Override
    public String target() {
      return name;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
