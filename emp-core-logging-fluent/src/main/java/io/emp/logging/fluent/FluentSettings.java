package io.emp.logging.fluent;

import java.time.Duration;

/** What an appender was told, complete and checked. */
record FluentSettings(
    Endpoint endpoint,
    String tag,
    Duration flushInterval,
    int chunkBytes,
    int maxChunks,
    Duration ackTimeout,
    Duration connectTimeout,
    Duration shutdownTimeout) {

  static final String DEFAULT_HOST = "localhost";
  static final int DEFAULT_PORT = 24224;
  static final String DEFAULT_TAG = "emp.worker";
  static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(200);
  static final long DEFAULT_CHUNK_BYTES = 512 * 1024;
  static final long DEFAULT_BUFFER_BYTES = 64L * 1024 * 1024;
  static final Duration DEFAULT_ACK_TIMEOUT = Duration.ofSeconds(30);
  static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

  /** Such that the largest record fits any chunk. */
  static final long MIN_CHUNK_BYTES = 320 * 1024;

  static final int MAX_TAG_BYTES = 255;

  /** One with the delivery thread and one open. */
  static final int MIN_CHUNKS = 2;
}
