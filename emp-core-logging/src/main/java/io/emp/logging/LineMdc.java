package io.emp.logging;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The MDC of a line that is not of {@code ConnectorLogger}, taken apart in one pass: entries that
 * are the context's, and the others, which are the caller's. What stands under a context's name and
 * is not of its form is the caller's. Kept by a writer for its next line; not thread-safe.
 */
final class LineMdc {

  private static final int FEW = 16;

  private final @Nullable Object[] context = new Object[WireField.values().length];
  private @Nullable String[] rest = new String[2 * FEW];
  private int restLength;

  /** Made once: a lambda for each line would be garbage. */
  private final BiConsumer<@Nullable String, @Nullable String> taker = this::take;

  /** Takes a map apart. */
  LineMdc read(Map<String, String> mdc) {
    clear();
    mdc.forEach(taker);
    return this;
  }

  private void take(@Nullable String key, @Nullable String value) {
    WireField field = key == null ? null : WireField.named(key);
    Object known = field == null || value == null ? null : ofForm(field, value);
    if (field != null && known != null) {
      context[field.ordinal()] = known;
      return;
    }
    if (restLength == rest.length) {
      rest = Arrays.copyOf(rest, 2 * rest.length);
    }
    rest[restLength] = key;
    rest[restLength + 1] = value;
    restLength += 2;
  }

  /** A value as its context's field has it; null where it is not of the form, or no context's. */
  private static @Nullable Object ofForm(WireField field, String value) {
    if (!field.isContext()) {
      return null;
    }
    return switch (field) {
      case ATTEMPT -> ContextFields.attempt(value);
      case TRACE_ID -> TraceContext.isHex(value, 32) ? value : null;
      case SPAN_ID -> TraceContext.isHex(value, 16) ? value : null;
      case TRACE_FLAGS -> TraceContext.isHex(value, 2) ? value : null;
      default -> value;
    };
  }

  void writeTrace(FieldWriter out) {
    for (WireField field : ContextFields.TRACE) {
      out.field(field, context[field.ordinal()]);
    }
  }

  /**
   * Outside a job's scope the MDC does not say who works: then the environment does, as far as it
   * was told.
   */
  void writeContext(FieldWriter out) {
    ContextFields environment = ContextFields.ofEnvironment();
    boolean scope = context[WireField.MACHINE_ID.ordinal()] != null;
    for (WireField field : ContextFields.BEHIND_TRACE) {
      Object value = context[field.ordinal()];
      out.field(field, value == null && !scope ? environment.get(field) : value);
    }
  }

  void writeRest(FieldWriter out) {
    for (int i = 0; i < restLength; i += 2) {
      out.callerField(rest[i], rest[i + 1]);
    }
  }

  private void clear() {
    Arrays.fill(context, null);
    Arrays.fill(rest, 0, restLength, null);
    restLength = 0;
  }
}
