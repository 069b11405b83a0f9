package io.emp.examples.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints what was measured, as Markdown. */
final class Report {

  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private final EncodingFigures encoding;
  private final AppenderFigures appenders;
  private final Extent extent;
  private final PrintStream out = System.out;

  Report(EncodingFigures encoding, AppenderFigures appenders, Extent extent) {
    this.encoding = encoding;
    this.appenders = appenders;
    this.extent = extent;
  }

  /** What it was measured on, and when. */
  void machine() {
    out.printf(
        Locale.ROOT,
        "%s; %d cores, %s; %s %s; median of %d rounds%n%n",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        extent.rounds());
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      // Not Linux.
      return System.getProperty("os.arch");
    }
  }

  void measures(List<Measure> measures) {
    row("measure", "ours", "against", "ratio", "bar", "moonshot", "reached");
    line(7);
    measures.forEach(measure -> out.println(measure.row()));
    out.println();
  }

  /** Each encoder, each event: nanoseconds and bytes allocated. */
  void encoding() {
    row("JSON", "time", "allocated");
    line(3);
    for (SampleEvent event : SampleEvent.values()) {
      encoding.json(event).forEach((peer, cost) -> cost(event, peer.library, cost));
    }
    encoding
        .newTexts()
        .forEach(
            (peer, cost) ->
                row(
                    SampleEvent.SLF4J.description + ", each text new: " + peer.library,
                    Measures.nanos(cost.nanos()),
                    bytes(cost)));
    encoding
        .unmasked()
        .forEach(
            (texts, cost) ->
                row(
                    SampleEvent.SLF4J.description
                        + (texts == Texts.NEW ? ", each text new" : "")
                        + ", masking off: "
                        + JsonPeer.EMP.library,
                    Measures.nanos(cost.nanos()),
                    bytes(cost)));
    encoding
        .fields()
        .forEach(
            (fields, cost) ->
                row(
                    fields + " key-values, no MDC: " + JsonPeer.EMP.library,
                    Measures.nanos(cost.nanos()),
                    bytes(cost)));
    out.println();
    row("MessagePack", "time", "allocated");
    line(3);
    for (SampleEvent event : SampleEvent.values()) {
      encoding.messagePack(event).forEach((peer, cost) -> cost(event, peer.library, cost));
    }
    out.println();
  }

  private void cost(SampleEvent event, String library, EncodingFigures.Cost cost) {
    row(event.description + ": " + library, Measures.nanos(cost.nanos()), bytes(cost));
  }

  private static String bytes(EncodingFigures.Cost cost) {
    return String.format(Locale.ROOT, "%,.0f B", cost.bytesAllocated());
  }

  /** The same as pictures, in Mermaid. */
  void charts() {
    Map<JsonPeer, EncodingFigures.Cost> costs = new EnumMap<>(encoding.json(SampleEvent.SLF4J));
    costs.remove(JsonPeer.EMP_ENCODER);
    chart(
        "JSON: nanoseconds for an event with 8 MDC entries and 6 key-values",
        costs.keySet().stream().map(peer -> peer.library).toList(),
        costs.values().stream().map(EncodingFigures.Cost::nanos).toList());
    List<Carrier> carriers =
        Stream.of(Carrier.values()).filter(carrier -> carrier != Carrier.NONE).toList();
    chart(
        "One thread flat out: thousands of events that arrive in a second",
        carriers.stream().map(carrier -> carrier.library).toList(),
        carriers.stream().map(carrier -> appenders.perSecond(carrier) / 1_000).toList());
  }

  private void chart(String title, List<String> names, List<Double> values) {
    out.printf("```mermaid%nxychart-beta horizontal%n  title \"%s\"%n", title);
    out.println(
        names.stream()
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", ", "  x-axis [", "]")));
    out.println(
        values.stream()
            .map(value -> String.format(Locale.ROOT, "%.0f", value))
            .collect(Collectors.joining(", ", "  bar [", "]\n```\n")));
  }

  /** What a log call takes at 20,000 events a second. */
  void callers() {
    row("log call at 20,000 events/s", "threads", "mean", "p50", "p99", "p99.9", "longest");
    line(7);
    for (int threads : AppenderFigures.THREADS) {
      for (Carrier carrier : Carrier.values()) {
        Conditions trial = appenders.paced(carrier, threads);
        row(
            carrier.library,
            String.valueOf(threads),
            nanos(trial, "mean_ns"),
            nanos(trial, "p50_ns"),
            nanos(trial, "p99_ns"),
            nanos(trial, "p999_ns"),
            nanos(trial, "max_ns"));
      }
    }
    out.println();
  }

  /** As many events as one thread can log. */
  void flatOut() {
    row("1 thread flat out", "events/s", "processor time per event", "arrived");
    line(4);
    for (Carrier carrier : Carrier.values()) {
      if (carrier != Carrier.NONE) {
        Conditions trial = appenders.flatOut(carrier);
        row(
            carrier.library,
            Measures.perSecond(appenders.perSecond(carrier)),
            Measures.nanos(appenders.cpuPerEvent(trial)),
            String.format(
                Locale.ROOT,
                "%.1f %%",
                100 * appenders.trials().median(trial, "arrived") / trial.events()));
      }
    }
    out.println();
  }

  /** What a log call takes while the collector has a fault. */
  void faults() {
    row("log call, collector", "buffer", "mean", "p99", "p99.9", "longest");
    line(6);
    for (Fault fault : extent.faults()) {
      for (Carrier carrier : List.of(Carrier.MEMORY, Carrier.DISK)) {
        Conditions trial =
            fault == Fault.NONE ? appenders.paced(carrier, 1) : appenders.faulty(carrier, fault);
        row(
            fault.description,
            carrier.library,
            nanos(trial, "mean_ns"),
            nanos(trial, "p99_ns"),
            nanos(trial, "p999_ns"),
            nanos(trial, "max_ns"));
      }
    }
    out.println();
  }

  private String nanos(Conditions trial, String figure) {
    return Measures.nanos(appenders.trials().median(trial, figure));
  }

  private void row(String... cells) {
    out.println(Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(int cells) {
    out.println("|---".repeat(cells) + "|");
  }
}
