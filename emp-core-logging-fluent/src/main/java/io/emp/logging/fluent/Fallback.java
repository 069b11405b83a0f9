package io.emp.logging.fluent;

import java.time.Duration;

/** Where events go when nothing could be delivered for {@code after}. */
record Fallback(EntrySink sink, Duration after) {}
