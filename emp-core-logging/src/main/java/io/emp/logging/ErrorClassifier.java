package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * Knows the errors of a library or a service, and says which {@code error_type} they are.
 *
 * <p>One that is named in {@code META-INF/services/io.emp.logging.ErrorClassifier} is asked for all
 * events with a throwable, in the order of the class path; one given to {@link
 * ConnectorLogger.Builder#errorClassifier} before those, for the events of that logger. The first
 * that knows an error is believed; where none does, the SDK's own rules decide. What a caller sets
 * with {@link LogEvent#errorType} is not asked about.
 *
 * <p>It is called on the threads that log or encode, on several at the same time, and more than
 * once for an event that has several appenders or listeners: answer at once, from the throwable
 * alone. What is logged in the meantime on the same thread is classified by the SDK's own rules.
 */
@FunctionalInterface
public interface ErrorClassifier {

  /**
   * The type of an error.
   *
   * @param thrown what was thrown; its causes are not asked about by themselves
   * @return one of {@code timeout}, {@code memory}, {@code network}, {@code model}, {@code
   *     validation}, {@code authorization}, {@code worker_crash}, {@code unknown}; null where this
   *     classifier does not know it. Anything else, and what it throws, counts as null, and the
   *     first such case is told on SLF4J's own channel
   */
  @Nullable String classify(Throwable thrown);
}
