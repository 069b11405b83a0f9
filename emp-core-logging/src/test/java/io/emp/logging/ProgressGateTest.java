package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressGateTest {

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final AtomicLong nanos = new AtomicLong();
  private final Queue<Runnable> timer = new ArrayDeque<>();
  private final AtomicInteger superseded = new AtomicInteger();
  private final List<String> told = new ArrayList<>();
  private final ProgressGate gate =
      new ProgressGate(INTERVAL, superseded::incrementAndGet, nanos::get, timer::add);

  private void report(String name, String step) {
    if (gate.isOpenFor(new LogEvent().executionStep(step))) {
      told.add(name);
    } else {
      gate.hold(() -> told.add(name));
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void ring() {
    timer.remove().run();
  }

  @Test
  void theFirstReportIsToldAtOnceAndTheNextNotBeforeTheInterval() {
    report("1", "a");
    report("2", "a");
    assertThat(told).containsExactly("1");
    pass(INTERVAL);
    ring();
    assertThat(told).containsExactly("1", "2");
  }

  @Test
  void ofThoseInAnIntervalTheLatestIsToldAndTheOthersCounted() {
    report("1", "a");
    report("2", "a");
    report("3", "a");
    report("4", "a");
    pass(INTERVAL);
    ring();
    assertThat(told).containsExactly("1", "4");
    assertThat(superseded).hasValue(2);
    assertThat(timer).isEmpty();
  }

  @Test
  void afterTheIntervalAReportIsToldAtOnce() {
    report("1", "a");
    pass(INTERVAL);
    report("2", "a");
    assertThat(told).containsExactly("1", "2");
    assertThat(timer).isEmpty();
  }

  @Test
  void whatIsLetOutAtTheIntervalsEndBeginsAnother() {
    report("1", "a");
    report("2", "a");
    pass(INTERVAL);
    ring();
    report("3", "a");
    assertThat(told).containsExactly("1", "2");
    pass(INTERVAL);
    ring();
    assertThat(told).containsExactly("1", "2", "3");
  }

  @Test
  void aNewStepIsToldAtOnceInPlaceOfWhatWasHeld() {
    report("1", "a");
    report("2", "a");
    report("3", "b");
    assertThat(told).containsExactly("1", "3");
    assertThat(superseded).hasValue(1);
    pass(INTERVAL);
    ring();
    assertThat(told).containsExactly("1", "3");
  }

  @Test
  void aFlushTellsWhatIsHeldOnce() {
    report("1", "a");
    report("2", "a");
    gate.flush();
    gate.flush();
    pass(INTERVAL);
    ring();
    assertThat(told).containsExactly("1", "2");
    assertThat(superseded).hasValue(0);
  }

  @Test
  void anIntervalOfNothingTellsEveryReport() {
    ProgressGate open = new ProgressGate(Duration.ZERO, superseded::incrementAndGet);
    assertThat(open.isOpenFor(new LogEvent())).isTrue();
    assertThat(open.isOpenFor(new LogEvent())).isTrue();
  }
}
