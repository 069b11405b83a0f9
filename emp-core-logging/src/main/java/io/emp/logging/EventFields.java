package io.emp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * From an event to its fields, in output order. An event of {@link ConnectorLogger} brings its
 * context encoded; of any other event the MDC tells the context.
 */
final class EventFields {

  private static final int MAX_MARKERS = 32;

  private EventFields() {}

  static void write(FieldWriter out, ILoggingEvent event) {
    out.timestamp(timeOf(event));
    out.field(WireField.LEVEL, levelName(event.getLevel()));
    String message = event.getFormattedMessage();
    out.longField(WireField.MESSAGE, message == null ? "" : message);
    out.field(WireField.LOGGER, event.getLoggerName());
    out.field(WireField.THREAD, event.getThreadName());

    if (event instanceof ConnectorEvent own) {
      EventRecord record = own.record();
      trace(out, record.trace());
      out.context(record.context());
      record.fields().writeKnownTo(out);
      record.error().writeTo(out);
      out.carrierFields();
      record.fields().writeCallersTo(out);
      callersOfMdc(out, own.threadMdc());
    } else {
      Map<String, String> mdc = event.getMDCPropertyMap();
      contextOfMdc(out, mdc);
      error(event).writeTo(out);
      out.carrierFields();
      keyValues(out, event.getKeyValuePairs());
      callersOfMdc(out, mdc);
    }
    markers(out, event.getMarkerList());
    out.droppedFields();
  }

  /** In place of an event whose own methods throw. */
  static void writeUnreadable(FieldWriter out, ILoggingEvent event, Throwable cause) {
    out.timestamp(timeOf(event));
    out.field(WireField.LEVEL, "error");
    out.longField(
        WireField.MESSAGE,
        "[unreadable event: "
            + event.getClass().getName()
            + " threw "
            + cause.getClass().getName()
            + "]");
    out.field(WireField.LOGGER, EventFields.class.getName());
    out.field(WireField.THREAD, Thread.currentThread().getName());
    out.carrierFields();
  }

  static Instant timeOf(ILoggingEvent event) {
    try {
      Instant time = event.getInstant();
      return time == null ? Instant.ofEpochMilli(event.getTimeStamp()) : time;
    } catch (RuntimeException e) {
      return Instant.now();
    }
  }

  static String levelName(@Nullable Level level) {
    int value = level == null ? Level.INFO_INT : level.toInt();
    if (value >= Level.ERROR_INT) {
      return "error";
    }
    if (value >= Level.WARN_INT) {
      return "warn";
    }
    if (value >= Level.INFO_INT) {
      return "info";
    }
    return value >= Level.DEBUG_INT ? "debug" : "trace";
  }

  private static void trace(FieldWriter out, @Nullable TraceContext trace) {
    if (trace != null) {
      out.field(WireField.TRACE_ID, trace.traceId());
      out.field(WireField.SPAN_ID, trace.spanId());
      out.field(WireField.TRACE_FLAGS, trace.traceFlags());
    }
  }

  private static void contextOfMdc(FieldWriter out, @Nullable Map<String, String> mdc) {
    if (mdc != null && !mdc.isEmpty()) {
      for (WireField field : ContextFields.ALL) {
        String value = mdc.get(field.wireName);
        if (value == null) {
          continue;
        }
        if (field == WireField.ATTEMPT) {
          out.field(field, ContextFields.attempt(value));
        } else {
          out.field(field, value);
        }
      }
    }
    if (mdc == null || !mdc.containsKey(WireField.MACHINE_ID.wireName)) {
      // Outside a job, on a worker that was told who it is by its environment.
      out.context(ContextFields.ofEnvironment());
    }
  }

  private static ErrorFields error(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return ErrorFields.of(thrown == null ? null : new LogbackFailure(thrown));
  }

  private static void keyValues(FieldWriter out, @Nullable List<KeyValuePair> pairs) {
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        out.callerField(pair.key, pair.value);
      }
    }
  }

  private static void callersOfMdc(FieldWriter out, @Nullable Map<String, String> mdc) {
    if (mdc == null) {
      return;
    }
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      String key = entry.getKey();
      WireField reserved = key == null ? null : WireField.named(key);
      if (reserved == null || !reserved.isContext()) {
        out.callerField(key, entry.getValue());
      }
    }
  }

  private static void markers(FieldWriter out, @Nullable List<Marker> markers) {
    if (markers == null || markers.isEmpty()) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Marker marker : markers) {
      if (marker != null && names.size() < MAX_MARKERS) {
        names.add(String.valueOf(marker.getName()));
      }
    }
    out.markers(names);
  }
}
