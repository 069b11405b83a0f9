package io.emp.logging.fluent;

import java.io.IOException;

/** Takes entries that are not delivered: the fallback, and what a collector refuses. */
interface EntrySink {

  /** Keeps all entries of a batch, or throws. */
  void write(Batch batch) throws IOException;
}
