package io.emp.examples.benchmarks;

import java.util.List;

/**
 * Under which an appender is tried.
 *
 * @param carrier the appender
 * @param fault of the collector
 * @param threads that log
 * @param bufferBytes what the appender may keep
 * @param perSecond how many events all threads log in a second; 0 for as many as they can
 * @param events how many all threads log
 * @param warmUpEvents how many before that, which do not count
 */
record Conditions(
    Carrier carrier,
    Fault fault,
    int threads,
    long bufferBytes,
    int perSecond,
    int events,
    int warmUpEvents) {

  static final long MEBIBYTE = 1024 * 1024;

  /** What Fluency has by default. */
  static final long LARGE_BUFFER = 512 * MEBIBYTE;

  List<String> arguments() {
    return List.of(
        carrier.name(),
        fault.name(),
        String.valueOf(threads),
        String.valueOf(bufferBytes),
        String.valueOf(perSecond),
        String.valueOf(events),
        String.valueOf(warmUpEvents));
  }

  static Conditions of(String[] arguments) {
    return new Conditions(
        Carrier.valueOf(arguments[0]),
        Fault.valueOf(arguments[1]),
        Integer.parseInt(arguments[2]),
        Long.parseLong(arguments[3]),
        Integer.parseInt(arguments[4]),
        Integer.parseInt(arguments[5]),
        Integer.parseInt(arguments[6]));
  }
}
