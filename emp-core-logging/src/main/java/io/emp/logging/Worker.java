package io.emp.logging;

import java.time.Duration;

/**
 * What all loggers of one worker share: who it is, and where its events go. The logging system, the
 * spans and metrics, and the listeners each get an event by a way of their own, and none depends on
 * another.
 *
 * @param progressInterval how often a job's progress is told at most
 * @param exitGrace how long the exit of the JVM waits for a job to end
 */
record Worker(
    WorkerIdentity identity,
    EventSink sink,
    JobTelemetry telemetry,
    EventBus bus,
    Counters counters,
    ErrorClassifiers classifiers,
    Duration progressInterval,
    Duration exitGrace) {

  /** Whether anybody but the logging system wants to know of events. */
  boolean isFollowed() {
    return telemetry.isOn() || !bus.isEmpty();
  }
}
