package io.emp.logging;

/** Lends the benchmarks the writer of JSON lines, to measure it without the copy it hands out. */
public final class JsonRecords {

  private JsonRecords() {}

  /** A writer, for one thread. */
  public static FieldWriter writer() {
    return new JsonWriter();
  }
}
