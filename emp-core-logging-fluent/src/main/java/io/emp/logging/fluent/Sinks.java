package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where entries go that are not delivered. */
final class Sinks {

  /** A collector that refuses more than this refuses everything. */
  private static final long MAX_REFUSED_BYTES = 100L * 1024 * 1024;

  private Sinks() {}

  /** For what a collector refuses: a file next to the buffer, where the buffer is on disk. */
  static EntrySink refused(@Nullable Path directory, RunId run) {
    if (directory == null) {
      return batch -> {
        throw new IOException("the buffer is in memory; with a bufferDirectory it would be kept");
      };
    }
    return new FileSink(directory.resolve("refused-" + run.hex() + ".jsonl"), MAX_REFUSED_BYTES);
  }

  /** For what could not be delivered for long. */
  static @Nullable Fallback fallback(@Nullable FallbackSettings settings) {
    if (settings == null) {
      return null;
    }
    Path file = settings.file();
    EntrySink sink = file == null ? new ConsoleSink() : new FileSink(file, Long.MAX_VALUE);
    return new Fallback(sink, settings.after());
  }
}
