package io.emp.logging.fluent;

import java.util.concurrent.locks.Condition;

/** The time, as far as the engine reads it and callers wait for it. */
interface EngineClock {

  EngineClock SYSTEM =
      new EngineClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /** For durations; only differences mean something. */
  long nanoTime();

  /** The time of day. */
  long epochMillis();

  /** Waits for a signal, or until a time has passed, or for no reason: to be called in a loop. */
  @SuppressWarnings("WaitNotInLoop")
  default void await(Condition condition, long nanos) throws InterruptedException {
    condition.awaitNanos(nanos);
  }
}
