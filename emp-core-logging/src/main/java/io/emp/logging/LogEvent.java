package io.emp.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a caller adds to one event. A lambda fills it on the calling thread while the log call runs;
 * what is set later is ignored.
 *
 * <p>Setting a field again replaces its value; null leaves it out. No value throws: what cannot be
 * written (NaN, an infinity, an object that cannot be read) is left out and counted in {@code
 * dropped_fields}. Values are read when the event is encoded; hand over nothing that another thread
 * goes on changing.
 */
public final class LogEvent {

  private static final int FIRST = WireField.EVENT_TYPE.ordinal();
  private static final int LAST = WireField.ILLEGAL_TRANSITION.ordinal();
  private static final WireField[] FIELDS = WireField.values();

  /**
   * The SDK's fields from {@code event_type} to {@code error_message}, by their place in that
   * order.
   */
  private final @Nullable Object[] known =
      new Object[WireField.ERROR_MESSAGE.ordinal() - FIRST + 1];

  private @Nullable String message;
  private List<String> keys = List.of();
  private List<Object> values = List.of();
  private List<ConnectorFields> connectors = List.of();
  private int dropped;
  private boolean sealed;

  LogEvent() {}

  /**
   * Adds a field of the caller's own.
   *
   * @param key its name, cut to 128 characters. A name of the SDK's (such as {@code job_id}) is
   *     written with {@code field_} before it
   * @param value a text, number, boolean, enum, map, collection, array or {@code Optional} of such
   *     in their own form; anything else by its {@code toString}
   * @return this
   */
  public LogEvent field(@Nullable String key, @Nullable Object value) {
    if (sealed) {
      return this;
    }
    if (key == null) {
      dropped++;
      return this;
    }
    String name = WireField.callerKey(CutMark.shortKey(key));
    int at = keys.indexOf(name);
    if (at >= 0) {
      if (value == null) {
        keys.remove(at);
        values.remove(at);
      } else {
        values.set(at, value);
      }
    } else if (value != null) {
      if (keys.size() == FieldWriter.MAX_FIELDS) {
        dropped++;
        return this;
      }
      if (keys.isEmpty()) {
        keys = new ArrayList<>(8);
        values = new ArrayList<>(8);
      }
      keys.add(name);
      values.add(value);
    }
    return this;
  }

  /**
   * Adds each entry as {@link #field} does.
   *
   * @param fields names and values; null for none
   * @return this
   */
  public LogEvent fields(@Nullable Map<String, ?> fields) {
    if (fields != null) {
      fields.forEach(this::field);
    }
    return this;
  }

  /**
   * Adds what a connector of a known kind tells: each field of the set as it is at this moment,
   * under its own name. Sets of several kinds can be given; of two of the same kind the later one's
   * values win. A field that {@link #field} sets under the same name is the same field.
   *
   * @param fields for example {@code new OpenAiFields().model("gpt-4o").tokenUsage(12, 34)}; null
   *     for none
   * @return this
   */
  public LogEvent connector(@Nullable ConnectorFields fields) {
    if (sealed || fields == null) {
      return this;
    }
    taken(fields.type()).takeFrom(fields);
    dropped += fields.dropped();
    fields.forEach(
        (name, value) -> {
          WireField known = WireField.named(name);
          if (known == null) {
            field(name, value);
          } else {
            set(known, value);
          }
        });
    MissingFields.OF_PROCESS.check(fields);
    return this;
  }

  /** The event's own set of a type, so that there is one at most and nobody else changes it. */
  private ConnectorFields taken(ConnectorType type) {
    for (ConnectorFields known : connectors) {
      if (known.type() == type) {
        return known;
      }
    }
    if (connectors.isEmpty()) {
      connectors = new ArrayList<>(1);
    }
    ConnectorFields taken = new ConnectorFields.Taken(type);
    connectors.add(taken);
    return taken;
  }

  /** What {@link #connector} was given, one set for each kind. */
  List<ConnectorFields> connectors() {
    return connectors;
  }

  /**
   * Replaces the message.
   *
   * @param message any text; null keeps the one there is
   * @return this
   */
  public LogEvent message(@Nullable String message) {
    if (!sealed && message != null) {
      this.message = message;
    }
    return this;
  }

  /**
   * Sets {@code duration_ms}. The job events that end a job set it by themselves where it is not
   * given.
   *
   * @param duration how long it took
   * @return this
   */
  public LogEvent duration(@Nullable Duration duration) {
    return set(WireField.DURATION_MS, millis(duration));
  }

  /**
   * Sets {@code queue_wait_ms}.
   *
   * @param queueWait how long the job waited before it was started
   * @return this
   */
  public LogEvent queueWait(@Nullable Duration queueWait) {
    return set(WireField.QUEUE_WAIT_MS, millis(queueWait));
  }

  /**
   * Sets {@code input_size}.
   *
   * @param bytes the size of the job's input in bytes
   * @return this
   */
  public LogEvent inputSize(long bytes) {
    return set(WireField.INPUT_SIZE, bytes);
  }

  /**
   * Sets {@code output_size}.
   *
   * @param bytes the size of the job's output in bytes
   * @return this
   */
  public LogEvent outputSize(long bytes) {
    return set(WireField.OUTPUT_SIZE, bytes);
  }

  /**
   * Sets {@code output_count}.
   *
   * @param count how many things the job made
   * @return this
   */
  public LogEvent outputCount(long count) {
    return set(WireField.OUTPUT_COUNT, count);
  }

  /**
   * Sets {@code progress}.
   *
   * @param percent how much of the job is done, 0 to 100; left out where it is not a finite number
   * @return this
   */
  public LogEvent progress(double percent) {
    if (!Double.isFinite(percent)) {
      dropped++;
      return this;
    }
    return set(WireField.PROGRESS, percent);
  }

  /**
   * Sets {@code model}.
   *
   * @param model the model the job uses
   * @return this
   */
  public LogEvent model(@Nullable String model) {
    return set(WireField.MODEL, model);
  }

  /**
   * Sets {@code queue_position}.
   *
   * @param position the job's place in its queue
   * @return this
   */
  public LogEvent queuePosition(long position) {
    return set(WireField.QUEUE_POSITION, position);
  }

  /**
   * Sets {@code priority}.
   *
   * @param priority the job's priority
   * @return this
   */
  public LogEvent priority(long priority) {
    return set(WireField.PRIORITY, priority);
  }

  /**
   * Sets {@code execution_step}.
   *
   * @param step the step that is being executed
   * @return this
   */
  public LogEvent executionStep(@Nullable String step) {
    return set(WireField.EXECUTION_STEP, step);
  }

  /**
   * Sets {@code current_operation}.
   *
   * @param operation what is being done
   * @return this
   */
  public LogEvent currentOperation(@Nullable String operation) {
    return set(WireField.CURRENT_OPERATION, operation);
  }

  /**
   * Sets {@code estimated_remaining_ms}.
   *
   * @param remaining how long the job will still take
   * @return this
   */
  public LogEvent estimatedRemaining(@Nullable Duration remaining) {
    return set(WireField.ESTIMATED_REMAINING_MS, millis(remaining));
  }

  /**
   * Sets {@code error_type}, which is otherwise found from the exception or the message.
   *
   * @param type one of {@code timeout}, {@code memory}, {@code network}, {@code model}, {@code
   *     validation}, {@code authorization}, {@code worker_crash}; anything else is written as
   *     {@code unknown}
   * @return this
   */
  public LogEvent errorType(@Nullable String type) {
    return set(WireField.ERROR_TYPE, type == null ? null : ErrorType.checked(type));
  }

  /**
   * Sets {@code error_message}, which is otherwise the exception's.
   *
   * @param message what went wrong
   * @return this
   */
  public LogEvent errorMessage(@Nullable String message) {
    return set(WireField.ERROR_MESSAGE, message);
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    if (duration == null) {
      return null;
    }
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  LogEvent set(WireField field, @Nullable Object value) {
    if (!sealed) {
      known[field.ordinal() - FIRST] = value;
    }
    return this;
  }

  LogEvent setIfAbsent(WireField field, @Nullable Object value) {
    return known[field.ordinal() - FIRST] == null ? set(field, value) : this;
  }

  void setMillisIfAbsent(WireField field, @Nullable Duration duration) {
    setIfAbsent(field, millis(duration));
  }

  /** A field of the SDK's, from {@code event_type} to {@code error_message}. */
  @Nullable Object known(WireField field) {
    return known[field.ordinal() - FIRST];
  }

  @Nullable String text(WireField field) {
    return (String) known[field.ordinal() - FIRST];
  }

  /** A field of the caller's. */
  @Nullable Object callers(String key) {
    int at = keys.indexOf(key);
    return at < 0 ? null : values.get(at);
  }

  @Nullable String message() {
    return message;
  }

  /** Counts something the caller gave that could not be taken. */
  void drop() {
    dropped++;
  }

  /** From now on nothing changes, whoever keeps this object. */
  LogEvent seal() {
    sealed = true;
    return this;
  }

  /** Writes {@code event_type} and what describes the event; not what describes an error. */
  void writeKnownTo(FieldWriter out) {
    for (int i = FIRST; i <= LAST; i++) {
      Object value = known[i - FIRST];
      if (value != null) {
        out.field(FIELDS[i], value);
      }
    }
  }

  void writeCallersTo(FieldWriter out) {
    for (int i = 0; i < keys.size(); i++) {
      out.callerField(keys.get(i), values.get(i));
    }
    out.dropped(dropped);
  }

  /** The same fields, for carriers that are not ours. */
  void forEachKnown(BiConsumer<String, Object> consumer) {
    for (int i = FIRST; i <= LAST; i++) {
      Object value = known[i - FIRST];
      if (value != null) {
        boolean prose = FIELDS[i].isProse() && value instanceof String;
        consumer.accept(
            FIELDS[i].wireName, prose ? SecretMask.ofProcess().mask((String) value) : value);
      }
    }
  }

  void forEachOfCallers(BiConsumer<String, Object> consumer) {
    for (int i = 0; i < keys.size(); i++) {
      consumer.accept(keys.get(i), values.get(i));
    }
    if (dropped > 0) {
      consumer.accept(WireField.DROPPED_FIELDS.wireName, dropped);
    }
  }
}
