/**
 * The logger of workers that run distributed jobs: job events as structured, correlated records on
 * SLF4J and Logback.
 *
 * <p>{@link io.emp.logging.ConnectorLogger} is where to start. The way of an event, in the order in
 * which to read:
 *
 * <ol>
 *   <li>{@code ConnectorLogger} or {@code JobLogger}, both {@code StructuredLogger}s: a log call;
 *       the caller's lambda fills a {@code LogEvent}
 *   <li>{@code EventRecord}: the event complete, with its {@code ContextFields} (worker and job)
 *       and {@code TraceContext}
 *   <li>{@code EventSink}: into the logging system in use; {@code LogbackSink} hands Logback's
 *       appenders a {@code ConnectorEvent}, {@code Slf4jSink} hands any other provider key-values
 *   <li>{@code ConnectorJsonEncoder}, or another module's appender: takes a {@code FieldWriter}
 *       from its pool
 *   <li>{@code EventFields}: the event's fields in output order, {@code ErrorFields} among them; of
 *       a plain line {@code LineMdc} tells the context from the caller's entries
 *   <li>{@code FieldWriter}: limits, no key twice; {@code JsonWriter} is how a field lies in JSON.
 *       {@code KnownField} and {@code KnownMdcs} keep the bytes of what comes again, {@code
 *       RecordKeys} sees to it that no key comes twice
 *   <li>{@code SecretMask}, asked before a value is written: {@code SecretNames} knows secrets by
 *       their keys, {@code SecretScan} by their form; {@code CallerKeys} and {@code CleanTexts}
 *       remember what it said
 * </ol>
 *
 * <p>Beside it: {@code JobScope} binds a job to a thread through the MDC, {@code WorkerIdentity}
 * says who the worker is, {@code WireField} the names on the wire. {@code ConnectorFields} and what
 * extends it name what connectors tell of their services; {@code ConnectorType} has these names. Of
 * an error {@code ErrorType} says which class it is, {@code StackHash} whether it is the same
 * again, {@code StackTraces} what its stack was, and {@code StackThrottle} whether that is told
 * once more.
 *
 * <p>An event of a job takes a second way, whether or not it is logged. {@code JobTelling} asks
 * {@code JobLife}, which all loggers of a job share, whether the event can be (that is {@code
 * JobLifecycle}'s to know), and {@code ProgressGate} whether it is to be told now; then {@code
 * JobLife} hands it to the worker's {@code JobTelemetry} (made by {@code JobTelemetries}), to the
 * job's {@code JobSpan} ({@code NoSpan} where there is no OpenTelemetry), and to the {@code
 * EventBus}, where a {@code Subscription} brings a {@code WorkerEvent} to its {@code
 * JobEventListener}. {@code OpenJobs} sees to it that each job comes to an end. {@code JobCarrier}
 * writes a {@code JobContext} to a map of texts and reads it.
 */
@NullMarked
package io.emp.logging;

import org.jspecify.annotations.NullMarked;
