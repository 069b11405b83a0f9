package io.emp.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which trials of appenders there are, and what they found. */
final class AppenderFigures {

  private static final int PER_SECOND = 20_000;
  private static final int SLOW_PER_SECOND = 5_000;

  /** Of some 570 bytes each. */
  private static final int FITTING_EVENTS = 800_000;

  /** How many threads log in the trials of the callers' cost. */
  static final List<Integer> THREADS = List.of(1, 2, 8);

  private final Extent extent;
  private final TrialFigures trials = new TrialFigures();
  private double readyMadePerSecond = Double.NaN;

  AppenderFigures(Extent extent) {
    this.extent = extent;
  }

  void measureAll() throws IOException {
    List<Conditions> all = new ArrayList<>();
    for (int threads : THREADS) {
      for (Carrier carrier : Carrier.values()) {
        all.add(paced(carrier, threads));
      }
    }
    for (Fault fault : extent.faults()) {
      if (fault != Fault.NONE) {
        all.add(faulty(Carrier.MEMORY, fault));
        all.add(faulty(Carrier.DISK, fault));
      }
    }
    all.add(small());
    all.add(large());
    trials.run(all, extent.rounds());
    measureFlatOut(
        List.of(
            Carrier.MEMORY,
            Carrier.FLUENCY,
            Carrier.FLUENT_LOGGER,
            Carrier.LOGSTASH,
            Carrier.DISK));
    trials.run(List.of(fitting(1), fitting(8)), extent.rounds());
    trials.run(List.of(many()), 1);
    Figures sink =
        ChildJvm.run(
            ReadyMade.class,
            List.of(String.valueOf(extent.events() * 2), String.valueOf(extent.events())));
    readyMadePerSecond = sink.get("arrived") / sink.get("seconds");
  }

  void measureFlatOut(List<Carrier> carriers) throws IOException {
    trials.run(carriers.stream().map(carrier -> flatOut(carrier)).toList(), extent.rounds());
  }

  /** How many events in a second the sink takes of chunks that are ready. */
  double readyMadePerSecond() {
    return readyMadePerSecond;
  }

  TrialFigures trials() {
    return trials;
  }

  Conditions paced(Carrier carrier, int threads) {
    return paced(carrier, Fault.NONE, threads, Conditions.LARGE_BUFFER, PER_SECOND);
  }

  Conditions faulty(Carrier carrier, Fault fault) {
    return paced(carrier, fault, 1, Conditions.LARGE_BUFFER, PER_SECOND);
  }

  /** The smallest buffer that the events of a second's part go through. */
  Conditions small() {
    return paced(Carrier.MEMORY, Fault.NONE, 1, Conditions.MEBIBYTE, SLOW_PER_SECOND);
  }

  Conditions large() {
    return paced(Carrier.MEMORY, Fault.NONE, 1, 1024 * Conditions.MEBIBYTE, SLOW_PER_SECOND);
  }

  Conditions flatOut(Carrier carrier) {
    return new Conditions(
        carrier, Fault.NONE, 1, Conditions.LARGE_BUFFER, 0, extent.events(), extent.events() / 2);
  }

  /** As many events as the buffer has room for: several threads outrun what delivers. */
  Conditions fitting(int threads) {
    return new Conditions(
        Carrier.MEMORY,
        Fault.NONE,
        threads,
        Conditions.LARGE_BUFFER,
        0,
        FITTING_EVENTS,
        FITTING_EVENTS);
  }

  Conditions many() {
    return new Conditions(
        Carrier.MEMORY, Fault.NONE, 1, Conditions.LARGE_BUFFER, 0, extent.manyEvents(), 100_000);
  }

  private Conditions paced(
      Carrier carrier, Fault fault, int threads, long bufferBytes, int perSecond) {
    return new Conditions(
        carrier,
        fault,
        threads,
        bufferBytes,
        perSecond,
        perSecond * extent.pacedSeconds(),
        PER_SECOND);
  }

  double perSecond(Carrier carrier) {
    Conditions trial = flatOut(carrier);
    return trials.median(trial, "arrived") / trials.median(trial, "seconds");
  }

  double cpuPerEvent(Conditions trial) {
    return trials.median(trial, "cpu_ns") / trials.median(trial, "arrived");
  }
}
