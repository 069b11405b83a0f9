package io.emp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * A record as Logback knows events. Our own encoders read the record; any other finds the same in
 * the key-values and the MDC, which are made only when they are asked for, without their secrets.
 */
final class ConnectorEvent implements ILoggingEvent {

  /** What stands between the code that tells an event and the logging system. */
  private static final List<String> API =
      List.of(
          StructuredLogger.class.getName(),
          ConnectorLogger.class.getName(),
          JobLogger.class.getName(),
          JobTelling.class.getName());

  private final Logger logger;
  private final EventRecord record;
  private final Instant time = Instant.now();
  private final String threadName = Thread.currentThread().getName();

  private @Nullable String message;
  private @Nullable Map<String, String> threadMdc;
  private @Nullable Map<String, String> mdc;
  private @Nullable List<KeyValuePair> keyValues;
  private @Nullable IThrowableProxy throwableProxy;
  private StackTraceElement @Nullable [] callerData;

  ConnectorEvent(Logger logger, EventRecord record) {
    this.logger = logger;
    this.record = record;
  }

  EventRecord record() {
    return record;
  }

  /**
   * What the thread's MDC holds, as it is; first called on the thread that logs, as by {@link
   * #prepareForDeferredProcessing}.
   */
  Map<String, String> threadMdc() {
    Map<String, String> map = threadMdc;
    if (map == null) {
      // Logback's adapter hands out a shared read-only map where SLF4J can only copy.
      map =
          logger.getLoggerContext().getMDCAdapter() instanceof LogbackMDCAdapter adapter
              ? adapter.getPropertyMap()
              : MDC.getCopyOfContextMap();
      map = map == null ? Map.of() : map;
      threadMdc = map;
    }
    return map;
  }

  @Override
  public Map<String, String> getMDCPropertyMap() {
    Map<String, String> map = mdc;
    if (map == null) {
      Map<String, String> made = new HashMap<>(threadMdc());
      threadMdc().forEach((key, value) -> mask(made, key, value));
      for (WireField field : ContextFields.ALL) {
        made.remove(field.wireName);
      }
      record.forEachOfContext(made::put);
      map = made;
      mdc = map;
    }
    return map;
  }

  private static void mask(Map<String, String> mdc, @Nullable String key, @Nullable String value) {
    if (key != null && value != null) {
      SecretMask secrets = SecretMask.ofProcess();
      mdc.put(key, secrets.isSecretName(key) ? SecretMask.MASK : secrets.mask(value));
    }
  }

  @Override
  public List<KeyValuePair> getKeyValuePairs() {
    List<KeyValuePair> list = keyValues;
    if (list == null) {
      List<KeyValuePair> pairs = new ArrayList<>();
      record.forEachOfEvent((key, value) -> pairs.add(new KeyValuePair(key, value)));
      list = pairs;
      keyValues = list;
    }
    return list;
  }

  @Override
  public @Nullable IThrowableProxy getThrowableProxy() {
    Throwable thrown = record.thrown();
    if (thrown != null && throwableProxy == null) {
      throwableProxy = UnreadableThrowable.proxyOf(thrown);
    }
    return throwableProxy;
  }

  @Override
  public void prepareForDeferredProcessing() {
    // All else is in the record, or made of this.
    threadMdc();
  }

  @Override
  public StackTraceElement[] getCallerData() {
    StackTraceElement[] data = callerData;
    if (data == null) {
      LoggerContext context = logger.getLoggerContext();
      List<String> framework = new ArrayList<>(API);
      framework.addAll(context.getFrameworkPackages());
      data =
          CallerData.extract(
              new Throwable(), API.get(0), context.getMaxCallerDataDepth(), framework);
      callerData = data;
    }
    return data;
  }

  @Override
  public boolean hasCallerData() {
    return callerData != null;
  }

  @Override
  public String getThreadName() {
    return threadName;
  }

  @Override
  public Level getLevel() {
    return Level.convertAnSLF4JLevel(record.level());
  }

  @Override
  public String getMessage() {
    String text = message;
    if (text == null) {
      text = record.maskedMessage();
      message = text;
    }
    return text;
  }

  @Override
  public Object @Nullable [] getArgumentArray() {
    return null;
  }

  @Override
  public String getFormattedMessage() {
    return getMessage();
  }

  @Override
  public String getLoggerName() {
    return logger.getName();
  }

  @Override
  public LoggerContextVO getLoggerContextVO() {
    return logger.getLoggerContext().getLoggerContextRemoteView();
  }

  @Override
  public @Nullable List<Marker> getMarkerList() {
    return null;
  }

  @Override
  @Deprecated
  @SuppressWarnings(
      "InlineMeSuggester") // Logback deprecated it; whoever still calls it calls Logback's.
  public Map<String, String> getMdc() {
    return getMDCPropertyMap();
  }

  @Override
  public Instant getInstant() {
    return time;
  }

  @Override
  public long getTimeStamp() {
    return time.toEpochMilli();
  }

  @Override
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // Beside getTimeStamp(), as Logback defines it.
  public int getNanoseconds() {
    return time.getNano();
  }

  @Override
  public long getSequenceNumber() {
    return 0;
  }

  @Override
  public String toString() {
    return "[" + getLevel() + "] " + getMessage();
  }
}
