package io.emp.logging;

import io.emp.logging.WorkerIdentity.Part;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The logger of one worker: every event carries who the worker is, and inside a job which job it
 * works on.
 *
 * <pre>{@code
 * ConnectorLogger logger = ConnectorLogger.fromEnvironment("comfyui-local");
 *
 * Image image = logger.withJobContext(jobId, job -> {
 *   job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
 *   return render();
 * });
 * }</pre>
 *
 * <p>Immutable, and safe to share between threads. Make one for each worker and keep it.
 */
public final class ConnectorLogger extends StructuredLogger {

  private final ContextFields context;

  private ConnectorLogger(Worker worker) {
    super(worker);
    this.context = ContextFields.of(worker.identity(), null);
  }

  /**
   * Starts a logger.
   *
   * @return a builder with nothing set
   */
  public static Builder builder() {
    return new Builder(System.getenv());
  }

  /**
   * A logger whose identity is the environment's: {@code MACHINE_ID}, {@code WORKER_ID}, {@code
   * SERVICE_TYPE} and {@code CONNECTOR_ID}.
   *
   * @return a new logger
   * @see Builder#build for what stands in for a missing variable
   */
  public static ConnectorLogger fromEnvironment() {
    return builder().build();
  }

  /**
   * A logger whose identity is the environment's, but for the connector.
   *
   * @param connectorId 1 to 128 characters
   * @return a new logger
   * @throws IllegalArgumentException where the id is null, blank or too long
   */
  public static ConnectorLogger fromEnvironment(String connectorId) {
    return builder().connectorId(connectorId).build();
  }

  /**
   * Opens a job's scope on this thread: until the returned logger is closed, every SLF4J line of
   * the thread carries the job's ids. Close it on the thread that opened it; try-with-resources
   * does.
   *
   * @param jobId the job's id; null or blank becomes {@code unknown}
   * @return the job's logger, bound to this thread
   */
  public JobLogger withJobContext(@Nullable String jobId) {
    return withJobContext(JobContext.of(jobId));
  }

  /**
   * Opens a job's scope on this thread, as {@link #withJobContext(String)} does.
   *
   * @param job the job
   * @return the job's logger, bound to this thread
   */
  public JobLogger withJobContext(@Nullable JobContext job) {
    return open(job, false);
  }

  private JobLogger open(@Nullable JobContext job, boolean isReceived) {
    return new JobLogger(worker(), job == null ? JobContext.of(null) : job, isReceived).bind();
  }

  /**
   * Runs a job's handler in the job's scope and tells its life: {@code job_received} and {@code
   * job_started} before it; after it {@code job_completed}, or {@code job_failed} with what it
   * threw, or {@code job_cancelled} where that says that it was interrupted or cancelled; what it
   * threw is thrown on unchanged. Where the handler itself told the job's end, or that it goes back
   * to be retried, no other end is told.
   *
   * @param jobId the job's id; null or blank becomes {@code unknown}
   * @param handler does the job, on this thread
   * @param <T> the handler's result
   * @param <X> what the handler throws
   * @return what the handler returned
   * @throws X what the handler threw
   */
  // JobFunction is the more specific type, see there; the result is as nullable as the handler's.
  @SuppressWarnings({"overloads", "NullAway"})
  public <T extends @Nullable Object, X extends Throwable> T withJobContext(
      @Nullable String jobId, JobFunction<T, X> handler) throws X {
    return withJobContext(JobContext.of(jobId), handler);
  }

  /**
   * Runs a job's handler that returns nothing, as {@link #withJobContext(String, JobFunction)}
   * does.
   *
   * @param jobId the job's id; null or blank becomes {@code unknown}
   * @param handler does the job, on this thread
   * @param <X> what the handler throws
   * @throws X what the handler threw
   */
  @SuppressWarnings("overloads")
  public <X extends Throwable> void withJobContext(@Nullable String jobId, JobAction<X> handler)
      throws X {
    withJobContext(JobContext.of(jobId), handler);
  }

  /**
   * Runs a job's handler, as {@link #withJobContext(String, JobFunction)} does.
   *
   * @param job the job
   * @param handler does the job, on this thread
   * @param <T> the handler's result
   * @param <X> what the handler throws
   * @return what the handler returned
   * @throws X what the handler threw
   */
  @SuppressWarnings({"overloads", "NullAway"})
  public <T extends @Nullable Object, X extends Throwable> T withJobContext(
      @Nullable JobContext job, JobFunction<T, X> handler) throws X {
    try (JobLogger logger = open(job, true)) {
      return logger.handle(handler);
    }
  }

  /**
   * Runs a job's handler that returns nothing, as {@link #withJobContext(String, JobFunction)}
   * does.
   *
   * @param job the job
   * @param handler does the job, on this thread
   * @param <X> what the handler throws
   * @throws X what the handler threw
   */
  @SuppressWarnings({"overloads", "NullAway"})
  public <X extends Throwable> void withJobContext(@Nullable JobContext job, JobAction<X> handler)
      throws X {
    JobFunction<@Nullable Void, X> function =
        logger -> {
          handler.run(logger);
          return null;
        };
    withJobContext(job, function);
  }

  /**
   * What this logger and its jobs' loggers have counted: events that could not be, and what
   * listeners did not get.
   *
   * @return the counts of this instant
   */
  public LoggerCounts counts() {
    return worker().counters().snapshot();
  }

  /**
   * Ends what is open: waits for the jobs in the hands of this process's workers to end, each for
   * its logger's {@link Builder#exitGrace}, tells {@code job_cancelled} for each that has not, and
   * gives listeners up to a second. The exit of the JVM does this by itself, before the Fluent
   * appender delivers what is left; call it where logging is stopped before the exit.
   */
  public static void cancelOpenJobs() {
    OpenJobs.cancelAll();
  }

  @Override
  ContextFields context() {
    JobLogger job = JobScope.currentJob();
    return job == null ? context : job.contextFor(worker().identity());
  }

  @Override
  @Nullable TraceContext trace() {
    JobLogger job = JobScope.currentJob();
    return job == null ? CurrentSpan.traceContext() : job.trace();
  }

  @Override
  public String toString() {
    return "ConnectorLogger[" + worker().identity().serviceInstanceId() + "]";
  }

  /**
   * Collects a worker's identity. What is not set is taken from the environment. Not thread-safe.
   */
  public static final class Builder {

    /** As the TypeScript logger calls it. */
    private static final String DEFAULT_COMPONENT = "connector";

    private static final Duration DEFAULT_PROGRESS_INTERVAL = Duration.ofMillis(100);
    private static final Duration DEFAULT_EXIT_GRACE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Map<String, String> environment;
    private @Nullable String machineId;
    private @Nullable String workerId;
    private @Nullable String serviceType;
    private @Nullable String connectorId;
    private String component = DEFAULT_COMPONENT;
    private String loggerName = ConnectorLogger.class.getName();
    private final List<JobEventListener> listeners = new ArrayList<>();
    private final List<ErrorClassifier> classifiers = new ArrayList<>();
    private Duration progressInterval = DEFAULT_PROGRESS_INTERVAL;
    private Duration exitGrace = DEFAULT_EXIT_GRACE;

    /** Not of its type, so that the field needs no OpenTelemetry on the class path. */
    private @Nullable Object openTelemetry;

    private boolean baggage;

    Builder(Map<String, String> environment) {
      this.environment = environment;
    }

    /**
     * Sets {@code machine_id}; else the variable {@code MACHINE_ID}.
     *
     * @param machineId 1 to 128 characters
     * @return this
     * @throws IllegalArgumentException where it is null, blank or too long
     */
    public Builder machineId(String machineId) {
      this.machineId = Part.MACHINE_ID.checked(machineId);
      return this;
    }

    /**
     * Sets {@code worker_id}; else the variable {@code WORKER_ID}.
     *
     * @param workerId 1 to 128 characters
     * @return this
     * @throws IllegalArgumentException where it is null, blank or too long
     */
    public Builder workerId(String workerId) {
      this.workerId = Part.WORKER_ID.checked(workerId);
      return this;
    }

    /**
     * Sets {@code service_type}; else the variable {@code SERVICE_TYPE}, else the field is absent.
     *
     * @param serviceType 1 to 128 characters, for example {@code comfyui}
     * @return this
     * @throws IllegalArgumentException where it is null, blank or too long
     */
    public Builder serviceType(String serviceType) {
      this.serviceType = Part.SERVICE_TYPE.checked(serviceType);
      return this;
    }

    /**
     * Sets {@code connector_id}; else the variable {@code CONNECTOR_ID}, else the field is absent.
     *
     * @param connectorId 1 to 128 characters
     * @return this
     * @throws IllegalArgumentException where it is null, blank or too long
     */
    public Builder connectorId(String connectorId) {
      this.connectorId = Part.CONNECTOR_ID.checked(connectorId);
      return this;
    }

    /**
     * Sets {@code component}, the part of the worker that speaks; {@code connector} by default.
     *
     * @param component any text of 1 to 128 characters; what is longer is cut, null and blank are
     *     ignored
     * @return this
     */
    public Builder component(@Nullable String component) {
      if (component != null && !component.isBlank()) {
        this.component =
            component.substring(0, Math.min(component.length(), WorkerIdentity.MAX_ID_CHARS));
      }
      return this;
    }

    /**
     * Sets the name of the SLF4J logger that the events go through, which is how a configuration
     * sets their level and their appenders; this class's name by default.
     *
     * @param loggerName an SLF4J logger's name
     * @return this
     */
    public Builder loggerName(String loggerName) {
      this.loggerName = loggerName;
      return this;
    }

    /**
     * Adds a listener to those that {@link java.util.ServiceLoader} finds.
     *
     * @param listener is told of this logger's events
     * @return this
     */
    public Builder listener(JobEventListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Sets where the spans and metrics of jobs go; else to the global OpenTelemetry, as soon as the
     * application has set it. An API without {@code GlobalOpenTelemetry.isSet} (1.32 has none, 1.62
     * has it) cannot be asked: there the application sets it before the first job.
     *
     * @param openTelemetry for example the SDK's; {@code OpenTelemetry.noop()} for none at all
     * @return this
     */
    public Builder openTelemetry(OpenTelemetry openTelemetry) {
      this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
      return this;
    }

    /**
     * Has a job's ids travel as W3C baggage ({@code emp.job_id}, {@code emp.session_id}, {@code
     * emp.workflow_id}) with all that is called while the job is bound to a thread; by default they
     * do not.
     *
     * @param baggage whether they do; nothing comes of it without OpenTelemetry
     * @return this
     */
    public Builder baggage(boolean baggage) {
      this.baggage = baggage;
      return this;
    }

    /**
     * Adds a classifier that is asked before those that {@link java.util.ServiceLoader} finds.
     *
     * @param classifier is asked about what was thrown for this logger's events; of several the one
     *     added first is asked first
     * @return this
     */
    public Builder errorClassifier(ErrorClassifier classifier) {
      classifiers.add(Objects.requireNonNull(classifier, "classifier"));
      return this;
    }

    /**
     * Sets how often a job's progress is told at most; 100 milliseconds by default. The first
     * report goes out at once, and so does one whose {@code execution_step} or {@code
     * current_operation} is new; of the others in an interval the latest goes out at its end, or
     * before the job's end.
     *
     * @param interval 0 for every report, up to a day
     * @return this
     * @throws IllegalArgumentException where it is negative or longer
     */
    public Builder progressInterval(Duration interval) {
      this.progressInterval = checked("progressInterval", interval);
      return this;
    }

    /**
     * Sets how long the exit of the JVM waits for a job that is open to end by itself, before
     * {@code job_cancelled} is told of it; 1 second by default. A worker whose own exit hook lets
     * its jobs come to their end sets at least the time it gives them.
     *
     * @param grace 0 for not at all, up to a day
     * @return this
     * @throws IllegalArgumentException where it is negative or longer
     */
    public Builder exitGrace(Duration grace) {
      this.exitGrace = checked("exitGrace", grace);
      return this;
    }

    private static Duration checked(String property, Duration value) {
      if (value.isNegative() || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            property + " is " + value + "; give 0 up to " + LONGEST.toHours() + " hours");
      }
      return value;
    }

    /**
     * Makes the logger. A machine without an id is called by its host name, a worker without one
     * gets a name made for the process; each is told by one warning, through SLF4J, that names the
     * variable.
     *
     * @return a new logger
     */
    public ConnectorLogger build() {
      WorkerIdentity given = WorkerIdentity.ofEnvironment(environment);
      String machine = machineId == null ? given.machineId() : machineId;
      String worker = workerId == null ? given.workerId() : workerId;
      if (machine == null) {
        machine = ProcessNames.hostName(environment);
        Part.MACHINE_ID.warnOfFallback(LoggerFactory.getLogger(loggerName), environment, machine);
      }
      if (worker == null) {
        worker = ProcessNames.workerId();
        Part.WORKER_ID.warnOfFallback(LoggerFactory.getLogger(loggerName), environment, worker);
      }
      String service = serviceType == null ? given.serviceType() : serviceType;
      String connector = connectorId == null ? given.connectorId() : connectorId;
      WorkerIdentity identity = new WorkerIdentity(machine, worker, service, connector, component);
      Counters counters = new Counters();
      return new ConnectorLogger(
          new Worker(
              identity,
              EventSink.of(loggerName),
              JobTelemetries.of(openTelemetry, identity, baggage),
              new EventBus(listeners, counters),
              counters,
              new ErrorClassifiers(classifiers),
              progressInterval,
              exitGrace));
    }
  }
}
