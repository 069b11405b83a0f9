package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * What an event does to its job's life.
 *
 * @param opens the job is in the worker's hands from here
 * @param closes it is no more
 * @param illegal why the event cannot be: {@code job_progress after job_completed}; null where it
 *     can
 */
record Transition(boolean opens, boolean closes, @Nullable String illegal) {

  static final Transition NONE = new Transition(false, false, null);

  boolean isLegal() {
    return illegal == null;
  }
}
