package io.emp.logging;

import static java.lang.invoke.MethodType.methodType;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The telemetry of the global OpenTelemetry, as soon as the application has set it.
 *
 * <p>{@code GlobalOpenTelemetry.get()} makes a no-op the global one where none is set, and a later
 * {@code set} throws. Newer APIs can be asked whether it is set: each job asks until it is. Older
 * ones cannot, and are asked for it at the first job.
 */
final class GlobalTelemetry implements JobTelemetry {

  private static final @Nullable MethodHandle IS_SET = isSetOrNull();

  private final WorkerIdentity worker;
  private final boolean baggage;

  /** Then {@code get()} sets what it makes of the environment, and is meant to be called. */
  private final boolean autoconfigured = isAutoconfigured();

  private volatile @Nullable JobTelemetry found;

  /** How many jobs were in flight before it was found; guarded by this. */
  private long open;

  GlobalTelemetry(WorkerIdentity worker, boolean baggage) {
    this.worker = worker;
    this.baggage = baggage;
  }

  @Override
  public JobSpan start(JobContext job) {
    JobTelemetry telemetry = found;
    if (telemetry == null) {
      telemetry = look();
    }
    return telemetry.start(job);
  }

  @Override
  public void moved(Transition transition) {
    JobTelemetry telemetry = found;
    if (telemetry == null) {
      synchronized (this) {
        telemetry = found;
        if (telemetry == null) {
          // A job that ends after it is found must have been in flight for it.
          open += transition.change();
          return;
        }
      }
    }
    telemetry.moved(transition);
  }

  @Override
  public void count(EventKind kind, Transition transition, LogEvent event) {
    JobTelemetry telemetry = found;
    if (telemetry != null) {
      telemetry.count(kind, transition, event);
    }
  }

  @Override
  public boolean isOn() {
    JobTelemetry telemetry = found;
    return telemetry != null && telemetry.isOn();
  }

  private JobTelemetry look() {
    JobTelemetry telemetry;
    try {
      OpenTelemetry global = global();
      if (global == null) {
        return NONE;
      }
      telemetry = OpenTelemetryJobTelemetry.of(global, worker, baggage);
    } catch (Throwable t) {
      TelemetryFault.tell(t);
      telemetry = NONE;
    }
    synchronized (this) {
      JobTelemetry before = found;
      if (before != null) {
        return before;
      }
      if (telemetry instanceof OpenTelemetryJobTelemetry real) {
        real.alreadyInFlight(open);
      }
      found = telemetry;
      return telemetry;
    }
  }

  private @Nullable OpenTelemetry global() throws Throwable {
    if (IS_SET != null && !autoconfigured && !(boolean) IS_SET.invokeExact()) {
      return null;
    }
    return GlobalOpenTelemetry.get();
  }

  private static boolean isAutoconfigured() {
    String property = System.getProperty("otel.java.global-autoconfigure.enabled");
    return Boolean.parseBoolean(
        property == null ? System.getenv("OTEL_JAVA_GLOBAL_AUTOCONFIGURE_ENABLED") : property);
  }

  private static @Nullable MethodHandle isSetOrNull() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(GlobalOpenTelemetry.class, "isSet", methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Whether the API on the class path tells if the global one is set. */
  static boolean canAsk() {
    return IS_SET != null;
  }
}
