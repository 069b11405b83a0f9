package io.emp.logging;

/**
 * Is told what happens to jobs and to the service of a worker, in this process: for a state that
 * follows the jobs, a queue's acknowledgement, a publisher.
 *
 * <p>Given to {@link ConnectorLogger.Builder#listener}, or found by {@link java.util.ServiceLoader}
 * and then told of every logger's events. Those are looked for once in a process, by the context
 * class loader of the thread that makes the first logger and then by the class loader of the SDK; a
 * class that both know is made once. Events come whether or not the logging system is configured to
 * write them, and in the order in which one thread told them.
 *
 * <p>A listener that throws, or takes long, harms neither the job nor other listeners; {@link
 * ConnectorLogger#counts} has how often. What a listener itself tells through a {@code
 * ConnectorLogger} is logged, but goes to no listener.
 */
public interface JobEventListener {

  /**
   * A job's life has gone on.
   *
   * @param event immutable
   */
  void onJobEvent(JobEvent event);

  /**
   * Something has happened to the worker's machine or service.
   *
   * @param event immutable
   */
  default void onServiceEvent(ServiceEvent event) {}

  /**
   * Which thread the listener is called on. Asked once, when the listener is registered.
   *
   * @return {@link Dispatch#BACKGROUND} unless overridden
   */
  default Dispatch dispatch() {
    return Dispatch.BACKGROUND;
  }

  /** On which thread a listener is called. */
  enum Dispatch {
    /**
     * On one daemon thread of the listener's own, from a queue of {@value #QUEUE_CAPACITY} events.
     * Progress is dropped where the queue is half full, any other event where it is full; both are
     * counted. An exit of the JVM waits up to a second for the queue to be empty.
     */
    BACKGROUND,
    /** On the thread that tells the event, which waits for the listener. */
    CALLER_THREAD;

    /** How many events wait for a listener at most. */
    public static final int QUEUE_CAPACITY = 1024;
  }
}
