package io.emp.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TrialTest {

  private static final int EVENTS = 1_000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void theSinkCountsWhatEachCarrierBrings(Carrier carrier) throws IOException {
    Figures figures = run(carrier, Fault.NONE, 2, 0);

    assertThat(figures.get("arrived")).isEqualTo(EVENTS);
    assertThat(figures.get("lost")).isZero();
    assertThat(figures.get("bytes")).isGreaterThan(300.0 * EVENTS);
    assertThat(figures.get("cpu_ns")).isPositive();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aTrialEndsWhateverIsWrongWithTheCollector(Fault fault) throws IOException {
    Figures figures = run(Carrier.MEMORY, fault, 1, 20_000);

    assertThat(figures.get("logged")).isEqualTo(EVENTS);
    assertThat(figures.get("p999_ns")).isGreaterThanOrEqualTo(figures.get("p50_ns"));
    assertThat(figures.get("arrived")).isLessThanOrEqualTo(EVENTS);
  }

  @Test
  void readyMadeChunksAreAcknowledged() throws IOException {
    assertThat(ChildJvm.run(ReadyMade.class, List.of("2000", "1")).get("arrived"))
        .isGreaterThanOrEqualTo(2_000);
  }

  private static Figures run(Carrier carrier, Fault fault, int threads, int perSecond)
      throws IOException {
    long buffer = 16 * Conditions.MEBIBYTE;
    Conditions conditions =
        new Conditions(carrier, fault, threads, buffer, perSecond, EVENTS, EVENTS);
    return ChildJvm.run(Trial.class, conditions.arguments());
  }
}
