package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;

/** Tells people how the buffer's chunks fare, through Logback's status. */
final class StoreReport {

  private final ContextAware status;

  StoreReport(ContextAware status) {
    this.status = status;
  }

  /** There are no new chunks: the first of a row of failures. */
  void supplyFails(Throwable failure) {
    status.addWarn(
        "The buffer cannot grow: "
            + text(failure)
            + ". It goes on with the chunks it has, and events are dropped when these are full.");
  }

  void supplyWorks() {
    status.addInfo("The buffer can grow again.");
  }

  void diskFails(Throwable failure) {
    status.addWarn(
        "The disk buffer cannot be used: "
            + text(failure)
            + ". From now on events wait in memory, and are lost if the process is killed. It is"
            + " tried again every 10 s; check bufferDirectory (FLUENTD_BUFFER_DIRECTORY).");
  }

  void diskWorks() {
    status.addInfo("The disk buffer can be used again: events wait on disk from now on.");
  }

  void adoptionFails(Throwable failure) {
    status.addWarn(
        "What earlier runs left in the buffer's directory cannot be read now and stays there: "
            + text(failure)
            + ".");
  }

  void forceFails(Throwable failure) {
    status.addWarn("What is buffered could not be forced to the disk: " + text(failure) + ".");
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
