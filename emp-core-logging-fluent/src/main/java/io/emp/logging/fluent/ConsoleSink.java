package io.emp.logging.fluent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/**
 * Writes entries to standard output, a line of JSON each. Each line is one call, so that it stays
 * whole between what other threads write, and none of them waits for longer than a line takes.
 *
 * <p>Whoever does not read the standard output stalls this as it does all that writes there, and
 * with it the delivery; never a log call.
 */
final class ConsoleSink implements EntrySink {

  @Override
  public void write(Batch batch) throws IOException {
    // Read each time, since it can be replaced at run time.
    PrintStream console = System.out;
    // It does not forget an error; what is written all the same would be written at each attempt.
    requireGood(console);
    ByteBuffer lines = JsonEntries.lines(batch);
    byte[] bytes = lines.array();
    int start = lines.arrayOffset();
    int end = start + lines.limit();
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\n') {
        console.write(bytes, start, i + 1 - start);
        start = i + 1;
      }
    }
    requireGood(console);
  }

  private static void requireGood(PrintStream console) throws IOException {
    if (console.checkError()) {
      throw new IOException("standard output cannot be written");
    }
  }
}
