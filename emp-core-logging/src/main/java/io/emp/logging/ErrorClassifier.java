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
 * <p>Of a throwable with causes, each is asked about by itself: the outermost first, then its cause
 * and so on, each once and 32 at the most, until one is known. So {@code instanceof} finds an error
 * that is wrapped in an {@link java.util.concurrent.ExecutionException} too. The next classifier is
 * asked where none of them is known to this one.
 *
 * <p>Those named in {@code META-INF/services} are looked for once in a process, by the context
 * class loader of the thread that tells the first throwable and then by the class loader of the
 * SDK; a class that both know is made once.
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
   * @param thrown what was thrown, or one of its causes
   * @return one of {@code timeout}, {@code memory}, {@code network}, {@code model}, {@code
   *     validation}, {@code authorization}, {@code worker_crash}, {@code unknown}; null where this
   *     classifier does not know it. Anything else, and what it throws, counts as null; the first
   *     case of either is told on SLF4J's own channel
   */
  @Nullable String classify(Throwable thrown);
}
