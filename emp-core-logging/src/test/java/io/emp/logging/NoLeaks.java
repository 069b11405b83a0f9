package io.emp.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.MDC;

/** Fails a test that leaves a job bound to its thread, or anything in the thread's MDC. */
final class NoLeaks implements BeforeEachCallback, AfterEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    check();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check();
  }

  /** Looks at the calling thread, and clears it so that only one test fails. */
  static void check() {
    List<String> leaks = new ArrayList<>();
    JobLogger job = JobScope.currentJob();
    if (job != null) {
      leaks.add("still bound to the thread: " + job);
      job.close();
    }
    Map<String, String> mdc = MDC.getCopyOfContextMap();
    if (mdc != null && !mdc.isEmpty()) {
      leaks.add("still in the MDC: " + mdc);
      MDC.clear();
    }
    if (!leaks.isEmpty()) {
      throw new AssertionError(String.join("; ", leaks));
    }
  }
}
