package io.emp.logging;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.helpers.Reporter;

/** What others' code throws: the job goes on, and the first time is told. */
final class TelemetryFault {

  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final AtomicBoolean CARRIER_TOLD = new AtomicBoolean();

  private TelemetryFault() {}

  static void tell(Throwable thrown) {
    if (TOLD.compareAndSet(false, true)) {
      Reporter.error("OpenTelemetry threw; this is told once", thrown);
    }
  }

  static void tellOfCarrier(String key, Throwable thrown) {
    if (CARRIER_TOLD.compareAndSet(false, true)) {
      Reporter.error(
          "A job's " + key + " could not be written to its carrier; this is told once", thrown);
    }
  }
}
