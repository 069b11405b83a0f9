package io.emp.logging;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every connector of a kind should name alike. A set is given to an event by {@link
 * LogEvent#connector}; it may be changed and given again, since an event takes what the set has at
 * that moment.
 *
 * <p>Every field is optional. Setting one again replaces its value; null leaves it out. No value
 * throws: a number that cannot be (NaN, an infinity, a size or count below 0, a status code outside
 * 100 to 999) is left out, the value there was stays, and each event the set is given to counts it
 * in {@code dropped_fields}. Which fields are recommended, {@code docs/connectors.md} says: that a
 * set lacks one is told once per field, class and process, at debug level, by the logger named
 * after this class.
 *
 * <p>A set is for one thread at a time.
 */
public abstract sealed class ConnectorFields
    permits A1111Fields,
        ComfyUiFields,
        ConnectorFields.Taken,
        OpenAiFields,
        RestFields,
        SimulationFields {

  /** More than any id, name or template that spans are looked up by has. */
  static final int MAX_ATTRIBUTE_CHARS = 256;

  private final ConnectorType type;
  private final Map<String, Object> values = new HashMap<>();
  private int dropped;

  ConnectorFields(ConnectorType type) {
    this.type = type;
  }

  /** What an event has taken: changed by nobody but the event. */
  static final class Taken extends ConnectorFields {
    Taken(ConnectorType type) {
      super(type);
    }
  }

  final void text(String name, @Nullable String value) {
    put(name, value);
  }

  final void map(String name, @Nullable Map<String, ?> value) {
    put(name, value);
  }

  final void number(String name, double value) {
    if (Double.isFinite(value)) {
      put(name, value);
    } else {
      dropped++;
    }
  }

  final void whole(String name, long value) {
    put(name, value);
  }

  /** A size or a count. */
  final void count(String name, long value) {
    within(name, value, 0, Long.MAX_VALUE);
  }

  final void within(String name, long value, long min, long max) {
    if (value >= min && value <= max) {
      put(name, value);
    } else {
      dropped++;
    }
  }

  /** The total is the sum. */
  final void tokens(String name, long prompt, long completion) {
    Long ofPrompt = tokens(prompt);
    Long ofCompletion = tokens(completion);
    put(name, new TokenUsage(ofPrompt, ofCompletion, TokenUsage.sum(ofPrompt, ofCompletion)));
  }

  final void tokens(String name, long prompt, long completion, long total) {
    put(name, new TokenUsage(tokens(prompt), tokens(completion), tokens(total)));
  }

  private @Nullable Long tokens(long count) {
    if (count < 0) {
      dropped++;
      return null;
    }
    return count;
  }

  private void put(String name, TokenUsage usage) {
    if (!usage.isEmpty()) {
      values.put(name, usage);
    }
  }

  private void put(String name, @Nullable Object value) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  final ConnectorType type() {
    return type;
  }

  /** What could not be taken. */
  final int dropped() {
    return dropped;
  }

  /** The names of the recommended fields that are not set. */
  final List<String> missing() {
    return type.fields.stream()
        .filter(field -> field.isRecommended() && !values.containsKey(field.name()))
        .map(ConnectorField::name)
        .toList();
  }

  /** Takes over what another set of this type has; what that one lacks stays. */
  final void takeFrom(ConnectorFields other) {
    values.putAll(other.values);
  }

  /** Names and values as a record has them, in the order of the type. */
  final void forEach(BiConsumer<String, Object> consumer) {
    for (ConnectorField field : type.fields) {
      Object value = values.get(field.name());
      if (value != null) {
        consumer.accept(field.name(), value instanceof TokenUsage usage ? usage.asMap() : value);
      }
    }
  }

  /**
   * Names and values as a span should have them: {@code String}, {@code Long} or {@code Double}. A
   * text of more than {@value #MAX_ATTRIBUTE_CHARS} characters is left out: spans are looked up by
   * it, and an id that was cut is another id.
   */
  final void forEachSpanAttribute(BiConsumer<String, Object> consumer) {
    type.fixedAttributes.forEach(consumer);
    BiConsumer<String, Object> bounded =
        (name, value) -> {
          if (!(value instanceof String text) || text.length() <= MAX_ATTRIBUTE_CHARS) {
            consumer.accept(name, value);
          }
        };
    for (ConnectorField field : type.fields) {
      Object value = values.get(field.name());
      if (value != null) {
        field.span().put(value, bounded);
      }
    }
  }

  /**
   * For people.
   *
   * @return the connector and the names of the fields that are set, no values
   */
  @Override
  public final String toString() {
    return type.connector + values.keySet();
  }
}
