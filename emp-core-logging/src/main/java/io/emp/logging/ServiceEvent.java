package io.emp.logging;

/** An event of a worker's machine or service: a start, a health check, a resource. */
public final class ServiceEvent extends WorkerEvent {

  ServiceEvent(EventRecord record) {
    super(record);
  }
}
