package io.emp.logging.fluent;

import java.time.Duration;

/**
 * How long an acknowledgement is waited for: the configured time, and twice as long after each
 * timeout, up to {@value #MOST} times. A collector that is slower than configured would otherwise
 * be sent the same batch for ever. Only an acknowledgement within the configured time brings the
 * time back: a collector that stays slow is waited for the first time.
 */
final class AckPatience {

  private static final int MOST = 4;

  private final Duration configured;
  private int factor = 1;

  AckPatience(Duration configured) {
    this.configured = configured;
  }

  Duration time() {
    return configured.multipliedBy(factor);
  }

  /** Where {@link #time} is from, for messages. */
  String property() {
    return factor == 1 ? "ackTimeout" : factor + " times ackTimeout";
  }

  void timedOut() {
    factor = Math.min(MOST, factor * 2);
  }

  /** An acknowledgement came, so long after the last sign of progress. */
  void acked(Duration after) {
    if (after.compareTo(configured) <= 0) {
      factor = 1;
    }
  }
}
