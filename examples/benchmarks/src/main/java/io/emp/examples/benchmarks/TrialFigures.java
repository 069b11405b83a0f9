package io.emp.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs trials in turn, round after round, and gives the medians of what they found. */
final class TrialFigures {

  private final Map<Conditions, List<Figures>> found = new LinkedHashMap<>();

  /** All of them, one after another, so many times: what disturbs the machine disturbs all. */
  void run(List<Conditions> trials, int rounds) throws IOException {
    for (int round = 1; round <= rounds; round++) {
      for (Conditions trial : trials) {
        Progress.of("round " + round + ": " + trial);
        found
            .computeIfAbsent(trial, t -> new ArrayList<>())
            .add(ChildJvm.run(Trial.class, trial.arguments()));
      }
    }
  }

  /** The median of a figure, over the rounds. */
  double median(Conditions trial, String name) {
    return sorted(trial, name)[found(trial).size() / 2];
  }

  /** The largest of a figure, over the rounds. */
  double largest(Conditions trial, String name) {
    double[] sorted = sorted(trial, name);
    return sorted[sorted.length - 1];
  }

  private double[] sorted(Conditions trial, String name) {
    return found(trial).stream().mapToDouble(figures -> figures.get(name)).sorted().toArray();
  }

  private List<Figures> found(Conditions trial) {
    List<Figures> figures = found.get(trial);
    if (figures == null) {
      throw new IllegalArgumentException("not tried: " + trial);
    }
    return figures;
  }
}
