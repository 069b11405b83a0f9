package io.emp.logging.fluent;

import java.math.BigDecimal;
import java.util.List;

/** A collector that the contract runs over, on the loopback interface. */
interface ContractCollector {

  /** Skips the test, with the reason, where this machine does not have the collector. */
  default void assumeInstalled() throws Exception {}

  /** Starts it, for the first time or again, and returns once it accepts connections. */
  void start(int port) throws Exception;

  /**
   * Stops it as an administrator would, and returns once all that it has taken can be read from
   * {@link #received}. Does nothing where it does not run.
   */
  void stop() throws Exception;

  /** What it has received in all its runs, in the order of arrival. */
  List<ReceivedEvent> received() throws Exception;

  /**
   * A number as it is compared. Here a whole number is not equal to one with a fraction, and each
   * is exact; a collector whose output says less overrides this.
   */
  default Object comparable(Number number) {
    return number instanceof BigDecimal decimal ? (Object) decimal.doubleValue() : number;
  }
}
