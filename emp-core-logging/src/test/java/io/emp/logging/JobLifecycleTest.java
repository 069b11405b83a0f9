package io.emp.logging;

import static io.emp.logging.EventKind.JOB_CANCELLED;
import static io.emp.logging.EventKind.JOB_COMPLETED;
import static io.emp.logging.EventKind.JOB_FAILED;
import static io.emp.logging.EventKind.JOB_PROGRESS;
import static io.emp.logging.EventKind.JOB_RECEIVED;
import static io.emp.logging.EventKind.JOB_RETRIED;
import static io.emp.logging.EventKind.JOB_STARTED;
import static io.emp.logging.EventKind.JOB_TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobLifecycleTest {

  private static final Transition NOTHING = new Transition(false, false, null);
  private static final Transition OPENS = new Transition(true, false, null);
  private static final Transition CLOSES = new Transition(false, true, null);

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final JobLifecycle lifecycle = new JobLifecycle(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void elapsedIsUnknownBeforeTheJobIsReceived() {
    assertThat(lifecycle.elapsed()).isNull();
  }

  @Test
  void elapsedCountsFromReceivedWhereTheJobWasNotStarted() {
    lifecycle.told(JOB_RECEIVED);
    pass(Duration.ofSeconds(7));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void elapsedCountsFromStarted() {
    lifecycle.told(JOB_RECEIVED);
    pass(Duration.ofSeconds(7));
    lifecycle.told(JOB_STARTED);
    pass(Duration.ofMillis(1500));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void aJobIsOpenFromTheFirstThatIsToldOfItToItsEnd() {
    assertThat(lifecycle.isNew()).isTrue();
    assertThat(lifecycle.isOpen()).isFalse();
    assertThat(lifecycle.told(JOB_RECEIVED)).isEqualTo(OPENS);
    assertThat(lifecycle.told(JOB_STARTED)).isEqualTo(NOTHING);
    assertThat(lifecycle.told(JOB_PROGRESS)).isEqualTo(NOTHING);
    assertThat(lifecycle.isOpen()).isTrue();
    assertThat(lifecycle.told(JOB_COMPLETED)).isEqualTo(CLOSES);
    assertThat(lifecycle.isOpen()).isFalse();
    assertThat(lifecycle.isOver()).isTrue();
  }

  @Test
  void theStepsBeforeMayBeLeftOut() {
    assertThat(new JobLifecycle().told(JOB_STARTED)).isEqualTo(OPENS);
    assertThat(new JobLifecycle().told(JOB_PROGRESS)).isEqualTo(OPENS);
    assertThat(new JobLifecycle().told(JOB_FAILED)).isEqualTo(NOTHING);
    assertThat(new JobLifecycle().told(JOB_RETRIED)).isEqualTo(NOTHING);
  }

  @Test
  void aRetriedJobBeginsAnew() {
    lifecycle.told(JOB_RECEIVED);
    lifecycle.told(JOB_STARTED);
    pass(Duration.ofSeconds(3));
    assertThat(lifecycle.told(JOB_RETRIED)).isEqualTo(CLOSES);
    assertThat(lifecycle.isOver()).isTrue();
    assertThat(lifecycle.elapsed()).isNull();
    assertThat(lifecycle.told(JOB_STARTED)).isEqualTo(OPENS);
    assertThat(lifecycle.isOver()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(List.of(JOB_RECEIVED), JOB_RECEIVED),
        Arguments.of(List.of(JOB_STARTED), JOB_RECEIVED),
        Arguments.of(List.of(JOB_STARTED), JOB_STARTED),
        Arguments.of(List.of(JOB_STARTED, JOB_COMPLETED), JOB_COMPLETED),
        Arguments.of(List.of(JOB_COMPLETED), JOB_FAILED),
        Arguments.of(List.of(JOB_CANCELLED), JOB_PROGRESS),
        Arguments.of(List.of(JOB_TIMED_OUT), JOB_STARTED),
        Arguments.of(List.of(JOB_FAILED), JOB_RECEIVED),
        Arguments.of(List.of(JOB_COMPLETED), JOB_RETRIED),
        Arguments.of(List.of(JOB_RETRIED), JOB_RETRIED),
        Arguments.of(List.of(JOB_RETRIED), JOB_PROGRESS),
        Arguments.of(List.of(JOB_RETRIED), JOB_FAILED));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void whatCannotBeIsNamedAndChangesNothing(List<EventKind> before, EventKind kind) {
    before.forEach(lifecycle::told);
    boolean wasOpen = lifecycle.isOpen();
    Transition transition = lifecycle.told(kind);
    EventKind last = before.get(before.size() - 1);
    assertThat(transition)
        .isEqualTo(new Transition(false, false, kind.wireName + " after " + last.wireName));
    assertThat(lifecycle.isOpen()).isEqualTo(wasOpen);
  }

  @Test
  void aJobThatFailedOrTimedOutMayGoBackToTheQueue() {
    lifecycle.told(JOB_FAILED);
    assertThat(lifecycle.told(JOB_RETRIED)).isEqualTo(NOTHING);
    assertThat(lifecycle.told(JOB_RECEIVED)).isEqualTo(OPENS);
  }

  @Test
  void anEndInPlaceOfTheCallersIsNoneWhereTheCallerHasToldOne() {
    lifecycle.told(JOB_STARTED);
    assertThat(lifecycle.toldUnlessOver(JOB_COMPLETED)).isEqualTo(CLOSES);
    assertThat(lifecycle.toldUnlessOver(JOB_CANCELLED)).isNull();
  }

  @Test
  void ofManyThreadsThatEndAJobOneDoes() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 200; round++) {
        JobLifecycle raced = new JobLifecycle();
        raced.told(JOB_STARTED);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Transition>> ends =
            Stream.generate(
                    () ->
                        pool.submit(
                            () -> {
                              start.await();
                              return raced.told(JOB_COMPLETED);
                            }))
                .limit(threads)
                .toList();
        start.countDown();
        int legal = 0;
        for (Future<Transition> end : ends) {
          legal += end.get().isLegal() ? 1 : 0;
        }
        assertThat(legal).isEqualTo(1);
      }
    } finally {
      pool.shutdown();
    }
  }
}
