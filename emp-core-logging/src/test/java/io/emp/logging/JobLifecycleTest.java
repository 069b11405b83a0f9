package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JobLifecycleTest {

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
    lifecycle.received();
    pass(Duration.ofSeconds(7));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void elapsedCountsFromStarted() {
    lifecycle.received();
    pass(Duration.ofSeconds(7));
    lifecycle.started();
    pass(Duration.ofMillis(1500));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void theEndIsNotedOnce() {
    assertThat(lifecycle.hasEnded()).isFalse();
    lifecycle.end();
    assertThat(lifecycle.hasEnded()).isTrue();
    lifecycle.end();
    assertThat(lifecycle.hasEnded()).isTrue();
  }

  @Test
  void aRetriedJobBeginsAnew() {
    lifecycle.received();
    lifecycle.started();
    lifecycle.end();
    pass(Duration.ofSeconds(3));
    lifecycle.retried();
    assertThat(lifecycle.hasEnded()).isTrue();
    assertThat(lifecycle.elapsed()).isNull();
    lifecycle.started();
    assertThat(lifecycle.hasEnded()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(lifecycle.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }
}
