package io.emp.logging.fluent;

/** The time, as far as the engine reads it. */
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
}
