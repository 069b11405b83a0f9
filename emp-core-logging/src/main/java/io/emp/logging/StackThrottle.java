package io.emp.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/**
 * Thins the stack traces of a storm: of one {@code stack_hash} a few in a minute, then none until
 * that minute is over. The rest of each event is told all the same.
 *
 * <p>One for each encoder or appender, so that each output has a trace of what it tells. It knows
 * {@value #MAX_HASHES} hashes at the most; the one that was not seen for longest is forgotten
 * first, and with it what it had left out. Any thread asks; under the lock there is only
 * arithmetic.
 */
final class StackThrottle {

  static final String PROPERTY = "emp.logging.stacks.per.minute";
  static final String VARIABLE = "EMP_STACKS_PER_MINUTE";
  static final int DEFAULT_PER_MINUTE = 5;
  static final int MAX_HASHES = 256;

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final int perMinute;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Storm> storms =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Storm> eldest) {
          return size() > MAX_HASHES;
        }
      };

  /**
   * @param perMinute how many traces of one hash are told in a minute; 0 for all
   */
  StackThrottle(int perMinute, LongSupplier nanos) {
    this.perMinute = perMinute;
    this.nanos = nanos;
  }

  /**
   * @param traced whether this event has its trace
   * @param leftOut how many of this hash had none, this event among them, since the last that had
   */
  record Verdict(boolean traced, long leftOut) {

    /** With its trace, and none before it without. */
    static final Verdict WHOLE = new Verdict(true, 0);
  }

  private static final class Storm {
    private long start;
    private int traced;
    private long leftOut;
  }

  Verdict of(String hash) {
    if (perMinute == 0) {
      return Verdict.WHOLE;
    }
    long now = nanos.getAsLong();
    lock.lock();
    try {
      Storm storm = storms.get(hash);
      if (storm == null) {
        storm = new Storm();
        storm.start = now;
        storms.put(hash, storm);
      } else if (now - storm.start >= MINUTE) {
        storm.start = now;
        storm.traced = 0;
      }
      if (storm.traced == perMinute) {
        storm.leftOut++;
        return new Verdict(false, storm.leftOut);
      }
      storm.traced++;
      if (storm.leftOut == 0) {
        return Verdict.WHOLE;
      }
      Verdict verdict = new Verdict(true, storm.leftOut);
      storm.leftOut = 0;
      return verdict;
    } finally {
      lock.unlock();
    }
  }

  /** As the system property says, else the environment, else the default. */
  static StackThrottle configured() {
    return new StackThrottle(perMinute(System::getProperty, System::getenv), System::nanoTime);
  }

  static int perMinute(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    String name = "System property " + PROPERTY;
    String value = properties.apply(PROPERTY);
    if (value == null) {
      name = "Environment variable " + VARIABLE;
      value = environment.apply(VARIABLE);
    }
    if (value == null) {
      return DEFAULT_PER_MINUTE;
    }
    try {
      int given = Integer.parseInt(value.strip());
      if (given >= 0) {
        return given;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    Reporter.warn(
        name
            + " is \""
            + value.substring(0, Math.min(value.length(), 64))
            + "\"; "
            + DEFAULT_PER_MINUTE
            + " is used. Give how many stack traces of one stack_hash are told in a minute, 0 for"
            + " all");
    return DEFAULT_PER_MINUTE;
  }
}
