package io.emp.logging;

import java.util.concurrent.atomic.LongAdder;

/** What a worker's logger counts of its own doing. */
final class Counters {

  final LongAdder illegalTransitions = new LongAdder();
  final LongAdder progressCoalesced = new LongAdder();
  final LongAdder listenerDropped = new LongAdder();
  final LongAdder listenerFailed = new LongAdder();
  final LongAdder listenerSlow = new LongAdder();

  LoggerCounts snapshot() {
    return new LoggerCounts(
        illegalTransitions.sum(),
        progressCoalesced.sum(),
        listenerDropped.sum(),
        listenerFailed.sum(),
        listenerSlow.sum());
  }
}
