package io.emp.logging.fluent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where events go when nothing could be delivered for long.
 *
 * @param file null for the console
 * @param after how long nothing could be delivered
 */
record FallbackSettings(@Nullable Path file, Duration after) {}
