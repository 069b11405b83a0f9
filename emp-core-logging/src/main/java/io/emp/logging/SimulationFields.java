package io.emp.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connector to a simulation knows of a run. */
public final class SimulationFields extends ConnectorFields {

  /** An empty set. */
  public SimulationFields() {
    super(ConnectorType.SIMULATION);
  }

  /**
   * Sets {@code simulation_type}.
   *
   * @param type what is simulated
   * @return this
   */
  public SimulationFields simulationType(@Nullable String type) {
    text("simulation_type", type);
    return this;
  }

  /**
   * Sets {@code iteration}.
   *
   * @param iteration the iteration that was done last
   * @return this
   */
  public SimulationFields iteration(long iteration) {
    count("iteration", iteration);
    return this;
  }

  /**
   * Sets {@code total_iterations}.
   *
   * @param iterations how many there will be
   * @return this
   */
  public SimulationFields totalIterations(long iterations) {
    count("total_iterations", iterations);
    return this;
  }

  /**
   * Sets {@code convergence}.
   *
   * @param value the measure of convergence that the simulation has; any finite number
   * @return this
   */
  public SimulationFields convergence(double value) {
    number("convergence", value);
    return this;
  }

  /**
   * Sets {@code parameters}.
   *
   * @param parameters the run's parameters, names and values as {@link LogEvent#field} takes them;
   *     read when the event is encoded
   * @return this
   */
  public SimulationFields parameters(@Nullable Map<String, ?> parameters) {
    map("parameters", parameters);
    return this;
  }
}
