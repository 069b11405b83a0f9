package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs {@link Simulation} for many seeds. {@code -Dsimulation.seed} is the first of them, {@code
 * -Dsimulation.runs} how many there are: a failure tells its seed, and that one alone shows it
 * again.
 */
@Timeout(600)
class SimulationTest {

  private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);
  private static final int RUNS = Integer.getInteger("simulation.runs", 150);

  @Test
  void whateverHappensEachEventArrivesOrItsDropIsCounted() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      Simulation simulation = new Simulation(seed);
      assertThatCode(simulation::run)
          .as(
              "again with: mvn test -Dtest=SimulationTest -Dsimulation.runs=1 -Dsimulation.seed=%d",
              seed)
          .doesNotThrowAnyException();
    }
  }
}
