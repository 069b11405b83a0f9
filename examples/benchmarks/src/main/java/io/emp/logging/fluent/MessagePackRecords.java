package io.emp.logging.fluent;

import io.emp.logging.FieldWriter;

/** Lends the benchmarks the writer of the appender's entries, which is nobody else's concern. */
public final class MessagePackRecords {

  private MessagePackRecords() {}

  /** A writer, for one thread. */
  public static FieldWriter writer() {
    return new MessagePackWriter(RunId.random().hex());
  }
}
