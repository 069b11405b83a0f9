package io.emp.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** Hands a worker's events to its listeners, and to those that the class path brings. */
final class EventBus {

  /** Set only while a listener runs on the thread, and removed after it. */
  private static final ThreadLocal<Boolean> LISTENING = new ThreadLocal<>();

  /** All that have a queue, for the exit of the JVM. */
  private static final Set<Subscription> QUEUED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final List<Subscription> subscriptions;
  private final Counters counters;

  EventBus(List<JobEventListener> listeners, Counters counters) {
    this.counters = counters;
    List<JobEventListener> all = new ArrayList<>(listeners);
    all.addAll(Provided.LISTENERS);
    this.subscriptions =
        all.stream().map(listener -> new Subscription(listener, counters)).toList();
    subscriptions.stream().filter(Subscription::isQueued).forEach(QUEUED::add);
  }

  /** Those of the class path, read when the first logger is made. */
  private static final class Provided {
    static final List<JobEventListener> LISTENERS = Services.load(JobEventListener.class);
  }

  boolean isEmpty() {
    return subscriptions.isEmpty();
  }

  void publish(WorkerEvent event) {
    if (LISTENING.get() != null) {
      // A listener that tells events: each would be told to it again.
      counters.listenerDropped.add(subscriptions.size());
      return;
    }
    for (Subscription subscription : subscriptions) {
      subscription.accept(event);
    }
  }

  /** Runs a listener; what it tells in turn goes to no listener. */
  static void listening(Runnable call) {
    LISTENING.set(Boolean.TRUE);
    try {
      call.run();
    } finally {
      LISTENING.remove();
    }
  }

  /** Waits until all queues are empty, together for so long at the most. */
  static void awaitAll(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Subscription> queued;
    synchronized (QUEUED) {
      queued = List.copyOf(QUEUED);
    }
    for (Subscription subscription : queued) {
      subscription.awaitEmpty(deadline);
    }
  }
}
