package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AckPatienceTest {

  private static final Duration CONFIGURED = Duration.ofSeconds(60);

  private final AckPatience patience = new AckPatience(CONFIGURED);

  @Test
  void doublesUpToFourTimesTheConfigured() {
    assertThat(patience.time()).isEqualTo(CONFIGURED);
    patience.timedOut();
    assertThat(patience.time()).isEqualTo(CONFIGURED.multipliedBy(2));
    patience.timedOut();
    patience.timedOut();
    assertThat(patience.time()).isEqualTo(CONFIGURED.multipliedBy(4));
    assertThat(patience.property()).isEqualTo("4 times ackTimeout");
  }

  @Test
  void anAckInTimeBringsTheConfiguredBack() {
    patience.timedOut();
    patience.acked(CONFIGURED);

    assertThat(patience.time()).isEqualTo(CONFIGURED);
    assertThat(patience.property()).isEqualTo("ackTimeout");
  }

  @Test
  void aCollectorThatStaysSlowIsWaitedForTheFirstTime() {
    patience.timedOut();
    patience.acked(CONFIGURED.plusNanos(1));

    assertThat(patience.time()).isEqualTo(CONFIGURED.multipliedBy(2));
  }
}
