package io.emp.logging.fluent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A check under way on a thread of its own, with what it has found up to now. */
final class RunningCheck {

  private final String name;
  private final List<Finding> found = new ArrayList<>();
  private final Future<?> end;

  /**
   * Starts it.
   *
   * @param name what it does, for people
   */
  RunningCheck(String name, Check check, ExecutorService threads) {
    this.name = name;
    this.end =
        threads.submit(
            () -> {
              check.run(this::add);
              return true;
            });
  }

  private synchronized void add(Finding finding) {
    found.add(finding);
  }

  /**
   * Waits for its end until a deadline, by {@link System#nanoTime}.
   *
   * @return what it found, and that it did not end, or failed, where that is so
   */
  List<Finding> await(long deadlineNanos) throws InterruptedException {
    try {
      end.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      add(new Finding(Diagnosis.OUT_OF_TIME, name, "not done in time"));
    } catch (ExecutionException e) {
      add(new Finding(Diagnosis.CHECK_FAILED, name, String.valueOf(e.getCause())));
    }
    synchronized (this) {
      return List.copyOf(found);
    }
  }
}
