package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMillis(500);

  @Test
  void doublesUpToTheLimit() {
    Backoff backoff = new Backoff(FIRST, LONGEST, () -> 0);

    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(400));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void chanceTakesUpToAHalf() {
    Backoff backoff = new Backoff(FIRST, LONGEST, () -> Math.nextDown(1.0));

    assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
    assertThat(backoff.next()).isBetween(Duration.ofMillis(100), Duration.ofMillis(101));
  }

  @Test
  void startsAnewAfterASuccess() {
    Backoff backoff = new Backoff(FIRST, LONGEST, () -> 0);
    backoff.next();
    backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isEqualTo(FIRST);
  }
}
