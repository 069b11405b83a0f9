package io.emp.logging.fluent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The buffer, complete and checked.
 *
 * @param tag the tag of all entries
 * @param chunkBytes the size of a chunk
 * @param maxChunks how many chunks there are at most
 * @param flushInterval how long an entry waits at most for others to travel with
 * @param blockTimeout how long a log call waits at most for room; zero for not at all
 * @param directory where chunks lie; null for memory
 * @param forceInterval after which chunks are forced to the disk; null for never
 */
record BufferSettings(
    String tag,
    int chunkBytes,
    int maxChunks,
    Duration flushInterval,
    Duration blockTimeout,
    @Nullable Path directory,
    @Nullable Duration forceInterval) {}
