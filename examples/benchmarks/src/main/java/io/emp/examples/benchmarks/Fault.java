package io.emp.examples.benchmarks;

/** What is wrong with a collector. */
enum Fault {
  /** Nothing. */
  NONE("healthy"),
  /** Nobody listens. */
  ABSENT("absent: connections are refused"),
  /** Connections are accepted, and nothing is read. */
  STALLED("stalled: reads nothing"),
  /** All is read, and nothing acknowledged. */
  SILENT("silent: acknowledges nothing"),
  /** Each connection is reset after the first message on it. */
  RESETTING("resetting: cuts each connection"),
  /** Each acknowledgement takes half a second. */
  SLOW("slow: acknowledges after 0.5 s");

  final String description;

  Fault(String description) {
    this.description = description;
  }
}
