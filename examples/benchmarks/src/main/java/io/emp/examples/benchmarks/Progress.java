package io.emp.examples.benchmarks;

/** Tells whoever waits what is being measured; not among the results. */
final class Progress {

  private Progress() {}

  static void of(String what) {
    System.err.println("… " + what);
  }
}
