package io.emp.examples.benchmarks;

import java.util.Locale;

/**
 * One line of the table: how far ours is from what it is measured against.
 *
 * @param name what is measured
 * @param ours as people read it
 * @param against the same of what it is measured against, and what that is
 * @param ratio of the two
 * @param bar what the ratio must reach; infinite where that is anything
 * @param moonshot what it shall reach; NaN where there is none
 * @param moreIsBetter whether ratios are to be large
 */
record Measure(
    String name,
    String ours,
    String against,
    double ratio,
    double bar,
    double moonshot,
    boolean moreIsBetter) {

  private static final double GENEROUS = 1.5;

  /** A cost: at the most so much of another's. */
  static Measure cost(
      String name, String ours, String against, double ratio, double bar, double moonshot) {
    return new Measure(name, ours, against, ratio, bar, moonshot, false);
  }

  /** An achievement: at least so much of another's. */
  static Measure rate(
      String name, String ours, String against, double ratio, double bar, double moonshot) {
    return new Measure(name, ours, against, ratio, bar, moonshot, true);
  }

  boolean reaches(double goal) {
    return moreIsBetter ? ratio >= goal : ratio <= goal;
  }

  /** Whether the bar is reached, with half of it for a machine that does other work. */
  boolean isNear() {
    return reaches(moreIsBetter ? bar / GENEROUS : bar * GENEROUS);
  }

  String verdict() {
    if (!reaches(bar)) {
      return "missed";
    }
    return Double.isNaN(moonshot) || !reaches(moonshot) ? "bar" : "moonshot";
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %s | %s | %s |",
        name,
        ours,
        against,
        ratio,
        Double.isInfinite(bar) ? "" : goal(bar),
        Double.isNaN(moonshot) ? "" : goal(moonshot),
        verdict());
  }

  private String goal(double goal) {
    return String.format(Locale.ROOT, "%s %.2f", moreIsBetter ? "≥" : "≤", goal);
  }
}
