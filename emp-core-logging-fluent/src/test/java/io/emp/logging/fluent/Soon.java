package io.emp.logging.fluent;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for what comes without fail. The limit ends a test that would hang, and is no statement on
 * how long anything takes: it is far beyond what a busy machine needs.
 */
final class Soon {

  private Soon() {}

  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(10));
  }
}
