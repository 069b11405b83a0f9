package io.emp.examples.worker;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;

/** Prints what Logback and its appenders warn of; they tell it here, and not through a logger. */
public final class TroublePrinter implements StatusListener {

  @Override
  public void addStatusEvent(Status status) {
    if (status.getLevel() >= Status.WARN) {
      System.err.println(
          (status.getLevel() == Status.WARN ? "Warning: " : "Error: ") + status.getMessage());
      if (status.getThrowable() != null) {
        System.err.println("  " + status.getThrowable());
      }
    }
  }
}
