package io.emp.logging;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A job bound to the current thread: while it is open, every SLF4J line of the thread carries the
 * job's ids through the MDC. Closing restores the MDC exactly as it was. Scopes nest; closing one
 * closes those opened inside it and left open.
 */
final class JobScope implements AutoCloseable {

  /** Removed when the outermost scope closes, so that nothing stays on a pooled thread. */
  private static final ThreadLocal<JobScope> CURRENT = new ThreadLocal<>();

  private final JobLogger job;
  private final @Nullable JobScope outer;
  private final @Nullable Map<String, String> mdcBefore;
  private final JobSpan.Binding span;

  private JobScope(JobLogger job, JobSpan span) {
    this.job = job;
    this.outer = CURRENT.get();
    this.mdcBefore = MDC.getCopyOfContextMap();
    this.span = span.bind();
  }

  /**
   * Binds a job.
   *
   * @param span what is current while the scope is open: the job's span, or one inside it
   */
  static JobScope open(JobLogger job, JobSpan span) {
    JobScope scope = new JobScope(job, span);
    Map<String, String> inside =
        scope.mdcBefore == null ? new HashMap<>() : new HashMap<>(scope.mdcBefore);
    for (WireField field : ContextFields.ALL) {
      // An outer job's session is not this one's.
      inside.remove(field.wireName);
    }
    job.forEachOfContext(inside::put);
    MDC.setContextMap(inside);
    CURRENT.set(scope);
    return scope;
  }

  /** The innermost job bound to this thread. */
  static @Nullable JobLogger currentJob() {
    JobScope scope = CURRENT.get();
    return scope == null ? null : scope.job;
  }

  /**
   * Restores what was there. Does nothing the second time, or on a thread that did not open the
   * scope.
   */
  @Override
  public void close() {
    JobScope innermost = CURRENT.get();
    JobScope scope = innermost;
    while (scope != null && scope != this) {
      scope = scope.outer;
    }
    if (scope == null) {
      return;
    }
    // The innermost first: OpenTelemetry restores nothing where scopes are closed out of order.
    for (JobScope open = innermost; open != outer && open != null; open = open.outer) {
      open.span.close();
    }
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
    if (mdcBefore == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(mdcBefore);
    }
  }
}
