package io.emp.logging.fluent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an appender was told, complete and checked.
 *
 * @param shutdownTimeout the most that a stop takes
 * @param fallback where events go when nothing could be delivered for long; null for nowhere
 */
record FluentSettings(
    BufferSettings buffer,
    TransportSettings transport,
    Duration shutdownTimeout,
    @Nullable FallbackSettings fallback) {}
