package io.emp.examples.benchmarks;

import java.util.List;

/**
 * How much is measured.
 *
 * @param forks of JMH, each a JVM
 * @param iterationMillis of JMH's iterations, 4 for warm-up and 5 that count
 * @param rounds of the trials, in which ours and the peers take turns
 * @param pacedSeconds of the trials at a rate
 * @param events of the trials flat out
 * @param manyEvents of the trial of the memory
 */
record Extent(
    int forks,
    int iterationMillis,
    int rounds,
    int pacedSeconds,
    int events,
    int manyEvents,
    List<JsonPeer> peers,
    List<Fault> faults) {

  /** For one look: some minutes. */
  static Extent ofShort() {
    return new Extent(
        1, 300, 1, 2, 1_000_000, 1_000_000, List.of(JsonPeer.values()), List.of(Fault.values()));
  }

  /** For the page: half an hour. */
  static Extent ofFull() {
    return new Extent(
        1, 600, 3, 3, 3_000_000, 10_000_000, List.of(JsonPeer.values()), List.of(Fault.values()));
  }

  /** For each build, under a minute: against the peer that comes closest. */
  static Extent ofCheck() {
    return new Extent(
        1, 300, 1, 0, 500_000, 0, List.of(JsonPeer.EMP, JsonPeer.LOGSTASH), List.of());
  }
}
