package io.emp.examples.benchmarks;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures what events cost, with the peers beside ours, and prints tables in Markdown on the
 * standard output; what is being measured goes to the standard error.
 *
 * <p>One argument: {@code short} for some minutes and one round, {@code full} for the page in
 * {@code docs/performance.md}, {@code check} for a build: it measures the little that needs under a
 * minute, and ends with exit code 1 where a bar is missed by more than half. Exit code 2 is for
 * another argument.
 */
public final class Benchmarks {

  private Benchmarks() {}

  /**
   * Measures.
   *
   * @param arguments what to measure
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    String extent = arguments.length == 1 ? arguments[0] : "";
    switch (extent) {
      case "short" -> measure(Extent.ofShort());
      case "full" -> measure(Extent.ofFull());
      case "check" -> System.exit(check(Extent.ofCheck()) ? 0 : 1);
      default -> {
        System.err.println("Give one argument: short, full or check.");
        System.exit(2);
      }
    }
  }

  private static void measure(Extent extent) throws IOException, RunnerException {
    EncodingFigures encoding = new EncodingFigures(extent);
    encoding.measureAll();
    AppenderFigures appenders = new AppenderFigures(extent);
    appenders.measureAll();
    Report report = new Report(encoding, appenders, extent);
    report.machine();
    report.measures(Measures.all(encoding, appenders, extent));
    report.charts();
    report.encoding();
    report.callers();
    report.flatOut();
    report.faults();
  }

  /** Whether every bar that is looked at is reached, or nearly. */
  private static boolean check(Extent extent) throws IOException, RunnerException {
    EncodingFigures encoding = new EncodingFigures(extent);
    encoding.measureJson();
    AppenderFigures appenders = new AppenderFigures(extent);
    appenders.measureFlatOut(List.of(Carrier.MEMORY, Carrier.FLUENCY));
    List<Measure> measures = Measures.ofCheck(encoding, appenders);
    new Report(encoding, appenders, extent).measures(measures);
    return measures.stream().allMatch(Measure::isNear);
  }
}
