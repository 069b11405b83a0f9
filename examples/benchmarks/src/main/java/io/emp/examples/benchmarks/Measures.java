package io.emp.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The lines of the table, from the figures. */
final class Measures {

  private static final double NONE = Double.NaN;

  /** Of a cost that has no bar. */
  private static final double ANY = Double.POSITIVE_INFINITY;

  /** What is called flat: two runs of the same are as far apart. */
  private static final double FLAT = 1.25;

  private final EncodingFigures encoding;
  private final AppenderFigures appenders;
  private final List<Measure> measures = new ArrayList<>();

  private Measures(EncodingFigures encoding, AppenderFigures appenders) {
    this.encoding = encoding;
    this.appenders = appenders;
  }

  static List<Measure> all(EncodingFigures encoding, AppenderFigures appenders, Extent extent) {
    Measures all = new Measures(encoding, appenders);
    all.json();
    all.newTexts();
    all.callers();
    all.faults(extent.faults());
    all.eventsPerSecond();
    all.processorTime();
    all.readyMade();
    all.growth();
    all.memory();
    return all.measures;
  }

  static List<Measure> ofCheck(EncodingFigures encoding, AppenderFigures appenders) {
    Measures check = new Measures(encoding, appenders);
    check.json();
    // Not the processor time: in so short a trial most of it is the compiler's.
    check.eventsPerSecond();
    return check.measures;
  }

  private void json() {
    Map<JsonPeer, EncodingFigures.Cost> line = encoding.json(SampleEvent.SLF4J);
    Map<JsonPeer, EncodingFigures.Cost> failure = encoding.json(SampleEvent.SLF4J_THROWABLE);
    JsonPeer whole = fastest(line, JsonPeer::isWhole);
    json(SampleEvent.SLF4J, whole, line, 1 / 2.0, 1 / 3.0);
    double allocated = of(line, JsonPeer.EMP).bytesAllocated();
    measures.add(
        Measure.cost(
            "JSON, the same: bytes allocated",
            String.format(Locale.ROOT, "%.0f B", allocated),
            "64 B",
            allocated / 64,
            1,
            1));
    json(SampleEvent.JOB_COMPLETED, whole, line, 1 / 3.0, 1 / 5.0);
    JsonPeer any = fastest(failure, peer -> true);
    json(SampleEvent.SLF4J_THROWABLE, any, failure, 1 / 2.0, 1 / 4.0);
    json(SampleEvent.JOB_FAILED, any, failure, 1 / 2.0, 1 / 4.0);
  }

  private void json(
      SampleEvent event,
      JsonPeer peer,
      Map<JsonPeer, EncodingFigures.Cost> peers,
      double bar,
      double moonshot) {
    double ours = of(encoding.json(event), JsonPeer.EMP).nanos();
    double theirs = of(peers, peer).nanos();
    measures.add(
        Measure.cost(
            "JSON, " + event.description,
            nanos(ours),
            nanos(theirs) + ", " + peer.library,
            ours / theirs,
            bar,
            moonshot));
  }

  private void newTexts() {
    Map<JsonPeer, EncodingFigures.Cost> costs = encoding.newTexts();
    JsonPeer peer = fastest(costs, JsonPeer::isWhole);
    double ours = of(costs, JsonPeer.EMP).nanos();
    double theirs = of(costs, peer).nanos();
    measures.add(
        Measure.cost(
            "JSON, " + SampleEvent.SLF4J.description + ", each text new",
            nanos(ours),
            nanos(theirs) + ", " + peer.library,
            ours / theirs,
            1,
            1 / 2.0));
  }

  private static JsonPeer fastest(
      Map<JsonPeer, EncodingFigures.Cost> costs, Predicate<JsonPeer> among) {
    return costs.keySet().stream()
        .filter(peer -> !peer.isOurs() && among.test(peer))
        .min((a, b) -> Double.compare(of(costs, a).nanos(), of(costs, b).nanos()))
        .orElseThrow();
  }

  private static EncodingFigures.Cost of(Map<JsonPeer, EncodingFigures.Cost> costs, JsonPeer peer) {
    EncodingFigures.Cost cost = costs.get(peer);
    if (cost == null) {
      throw new IllegalArgumentException(peer + " was not measured");
    }
    return cost;
  }

  private void callers() {
    double none = mean(Carrier.NONE);
    double fluency = mean(Carrier.FLUENCY);
    for (Carrier ours : List.of(Carrier.MEMORY, Carrier.DISK)) {
      double mean = mean(ours);
      String name = "caller's mean at 20,000 events/s, " + ours.library;
      measures.add(
          Measure.cost(
              name,
              nanos(mean),
              nanos(fluency) + ", Fluency with acks",
              mean / fluency,
              1 / 2.0,
              NONE));
      measures.add(
          Measure.cost(
              name + ", above no appender at all",
              nanos(mean - none),
              "1 µs",
              (mean - none) / 1_000,
              ANY,
              1));
    }
  }

  private double mean(Carrier carrier) {
    return appenders.trials().median(appenders.paced(carrier, 1), "mean_ns");
  }

  private void faults(List<Fault> faults) {
    for (Carrier ours : List.of(Carrier.MEMORY, Carrier.DISK)) {
      double healthy = appenders.trials().largest(appenders.paced(ours, 1), "p999_ns");
      for (Fault fault : faults) {
        if (fault == Fault.NONE) {
          continue;
        }
        double faulty = appenders.trials().median(appenders.faulty(ours, fault), "p999_ns");
        measures.add(
            Measure.cost(
                "caller's p99.9, " + ours.library + ", collector " + fault.description,
                nanos(faulty),
                nanos(healthy) + ", healthy",
                faulty / healthy,
                FLAT,
                1));
      }
    }
  }

  private void eventsPerSecond() {
    Carrier peer = Carrier.FLUENCY;
    double theirs = appenders.perSecond(peer);
    double ours = appenders.perSecond(Carrier.MEMORY);
    measures.add(
        Measure.rate(
            "events/s, 1 thread flat out, all acknowledged",
            perSecond(ours),
            perSecond(theirs) + ", " + peer.library,
            ours / theirs,
            2,
            3));
  }

  private void processorTime() {
    Carrier peer = Carrier.FLUENCY;
    double cpu = appenders.cpuPerEvent(appenders.flatOut(Carrier.MEMORY));
    double theirCpu = appenders.cpuPerEvent(appenders.flatOut(peer));
    measures.add(
        Measure.cost(
            "processor time per event, the sink's apart",
            nanos(cpu),
            nanos(theirCpu) + ", " + peer.library,
            cpu / theirCpu,
            1 / 2.0,
            1 / 3.0));
  }

  private void readyMade() {
    double ours = appenders.perSecond(Carrier.MEMORY);
    double sink = appenders.readyMadePerSecond();
    measures.add(
        Measure.rate(
            "events/s, of what the sink takes of ready-made chunks",
            perSecond(ours),
            perSecond(sink),
            ours / sink,
            Double.NEGATIVE_INFINITY,
            0.7));
  }

  private void growth() {
    double one = appenders.cpuPerEvent(appenders.fitting(1));
    double eight = appenders.cpuPerEvent(appenders.fitting(8));
    measures.add(
        Measure.cost(
            "processor time per event, 8 threads flat out",
            nanos(eight),
            nanos(one) + ", 1 thread",
            eight / one,
            FLAT,
            NONE));
    double first = perField(5, 10);
    double last = perField(25, 50);
    measures.add(
        Measure.cost(
            "JSON, each of the key-values 26 to 50",
            nanos(last),
            nanos(first) + ", each of 6 to 10",
            last / first,
            FLAT,
            NONE));
    double small = appenders.trials().median(appenders.small(), "mean_ns");
    double large = appenders.trials().median(appenders.large(), "mean_ns");
    measures.add(
        Measure.cost(
            "caller's mean at 5,000 events/s, buffer of 1 GiB",
            nanos(large),
            nanos(small) + ", 1 MiB",
            large / small,
            FLAT,
            NONE));
  }

  private double perField(int from, int to) {
    return (nanosOf(to) - nanosOf(from)) / (to - from);
  }

  private double nanosOf(int fields) {
    EncodingFigures.Cost cost = encoding.fields().get(fields);
    if (cost == null) {
      throw new IllegalArgumentException(fields + " fields were not measured");
    }
    return cost.nanos();
  }

  private void memory() {
    Conditions trial = appenders.many();
    double rest = appenders.trials().median(trial, "heap_at_rest_bytes");
    double after = appenders.trials().median(trial, "heap_after_bytes");
    measures.add(
        Measure.cost(
            String.format(Locale.ROOT, "heap retained after %,d events", trial.events()),
            mebibytes(after),
            mebibytes(rest) + ", after 100,000",
            after / rest,
            FLAT,
            NONE));
    double direct = appenders.trials().median(trial, "direct_bytes");
    measures.add(
        Measure.cost(
            "memory outside the heap then",
            mebibytes(direct),
            mebibytes((double) trial.bufferBytes()) + ", the buffer's size",
            direct / trial.bufferBytes(),
            1,
            NONE));
  }

  static String nanos(double nanos) {
    return nanos < 10_000
        ? String.format(Locale.ROOT, "%,.0f ns", nanos)
        : String.format(Locale.ROOT, "%,.1f µs", nanos / 1_000);
  }

  static String perSecond(double events) {
    return String.format(Locale.ROOT, "%,.0f/s", events);
  }

  private static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / Conditions.MEBIBYTE);
  }
}
