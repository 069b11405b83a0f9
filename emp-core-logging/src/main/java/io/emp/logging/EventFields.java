package io.emp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * From an event to its fields, in output order. An event of {@link ConnectorLogger} brings its
 * context encoded; of any other event the MDC tells the context.
 */
final class EventFields {

  private EventFields() {}

  static void write(FieldWriter out, ILoggingEvent event) {
    out.timestamp(timeOf(event));
    out.field(WireField.LEVEL, levelName(event.getLevel()));
    // What our own event tells others is masked whole; here only what is written is looked at.
    String message =
        event instanceof ConnectorEvent own ? own.record().message() : event.getFormattedMessage();
    out.prose(WireField.MESSAGE, message == null ? "" : message);
    out.field(WireField.LOGGER, Objects.requireNonNullElse(event.getLoggerName(), ""));
    out.field(WireField.THREAD, Objects.requireNonNullElse(event.getThreadName(), ""));

    if (event instanceof ConnectorEvent own) {
      EventRecord record = own.record();
      Map<String, String> mdc = own.threadMdc();
      KnownMdc known = out.mdcs().ofOwn(mdc);
      trace(out, record.trace());
      out.context(record.context());
      record.fields().writeKnownTo(out);
      record.error().writeTo(out);
      out.carrierFields();
      record.fields().writeCallersTo(out);
      if (known == null || !out.restPart(known.rest())) {
        restOfThreadMdc(out, mdc);
      }
    } else {
      Map<String, String> mdc = mdcOf(event);
      KnownMdc known = out.mdcs().ofLine(mdc);
      LineMdc line = mdc == null || mdc.isEmpty() || known != null ? null : out.mdcs().read(mdc);
      context(out, known, line, currentTrace(event));
      error(event).writeTo(out);
      out.carrierFields();
      keyValues(out, event.getKeyValuePairs());
      if (line != null) {
        line.writeRest(out);
      } else if (known != null && !out.restPart(known.rest())) {
        out.mdcs().read(known.map()).writeRest(out);
      }
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
    } catch (Throwable t) {
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

  /** A context made by hand has no MDC adapter, and Logback's events then throw. */
  private static @Nullable Map<String, String> mdcOf(ILoggingEvent event) {
    try {
      return event.getMDCPropertyMap();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** At most one of the two is there; none where there is no MDC. */
  private static void context(
      FieldWriter out,
      @Nullable KnownMdc known,
      @Nullable LineMdc line,
      @Nullable TraceContext current) {
    trace(out, current);
    if (known != null) {
      if (current == null) {
        out.part(known.trace());
      }
      out.part(known.context());
    } else if (line != null) {
      if (current == null) {
        line.writeTrace(out);
      }
      line.writeContext(out);
    } else {
      out.context(ContextFields.ofEnvironment());
    }
  }

  /** Of an event that brings its context itself. */
  static void restOfThreadMdc(FieldWriter out, Map<String, String> mdc) {
    mdc.forEach(
        (key, value) -> {
          if (contextField(key) == null) {
            out.callerField(key, value);
          }
        });
  }

  /**
   * The span that is current where the event is logged: it may be inside the one that the MDC
   * knows. Where another thread encodes, as behind an asynchronous appender, the MDC is all there
   * is.
   */
  private static @Nullable TraceContext currentTrace(ILoggingEvent event) {
    return Thread.currentThread().getName().equals(event.getThreadName())
        ? CurrentSpan.traceContext()
        : null;
  }

  private static @Nullable WireField contextField(@Nullable String key) {
    WireField field = key == null ? null : WireField.named(key);
    return field != null && field.isContext() ? field : null;
  }

  private static ErrorFields error(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return ErrorFields.of(thrown == null ? null : new LogbackFailure(thrown));
  }

  private static void keyValues(FieldWriter out, @Nullable List<KeyValuePair> pairs) {
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        if (pair != null) {
          out.callerField(pair.key, pair.value);
        }
      }
    }
  }

  private static void markers(FieldWriter out, @Nullable List<Marker> markers) {
    if (markers == null || markers.isEmpty()) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Marker marker : markers) {
      collect(out, names, marker);
    }
    if (!names.isEmpty()) {
      out.markers(names);
    }
  }

  /** A marker's name and those of the markers it refers to, each name once. */
  @SuppressWarnings("deprecation") // There is no other way to the references of a marker.
  private static void collect(FieldWriter out, Set<String> names, @Nullable Marker marker) {
    if (marker == null) {
      return;
    }
    try {
      String name = String.valueOf(marker.getName());
      if (names.size() == FieldWriter.MAX_MARKERS) {
        out.dropped(names.contains(name) ? 0 : 1);
      } else if (names.add(name)) {
        Iterator<Marker> references = marker.iterator();
        while (names.size() <= FieldWriter.MAX_MARKERS && references.hasNext()) {
          collect(out, names, references.next());
        }
      }
    } catch (Throwable t) {
      // A marker class of the caller's.
      out.dropped(1);
    }
  }
}
