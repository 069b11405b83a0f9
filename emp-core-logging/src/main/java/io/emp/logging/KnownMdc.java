package io.emp.logging;

import java.util.List;
import java.util.Map;

/**
 * The MDC of one scope in a writer's format. Logback's adapter hands out the same read-only map
 * until a thread's MDC changes, and nobody else can change that map: so it is known by its
 * identity, and a line of a job copies what the first ones encoded.
 *
 * @param map as the adapter handed it out; kept from the collector
 * @param trace the ids of the trace, where no span is current that has better ones
 * @param context the other fields of the context
 * @param rest the other entries, which are the caller's
 */
record KnownMdc(Map<String, String> map, Part trace, Part context, Part rest) {

  /** Of all its parts. */
  static final int MAX_BYTES = 2 * 1024;

  static final Part NOTHING = new Part(new byte[0], 0, List.of());

  /**
   * Some fields in a row.
   *
   * @param keys those of them that are the caller's
   */
  record Part(byte[] bytes, int fields, List<String> keys) {}

  int bytes() {
    return trace.bytes.length + context.bytes.length + rest.bytes.length;
  }
}
