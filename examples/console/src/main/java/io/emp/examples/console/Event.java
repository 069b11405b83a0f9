package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is stored. A field whose value is not of its column's type goes where the fields
 * without a column are, so that nothing a sender does can make the store refuse it.
 */
final class Event {

  /** Longer texts are cut. The SDK's own are shorter. */
  static final int MAX_TEXT_CHARS = 1 << 16;

  /** Where the other fields need more as JSON, they are left out, and their number is kept. */
  static final int MAX_FIELDS_CHARS = 1 << 18;

  private final EnumMap<EventColumn, Object> values = new EnumMap<>(EventColumn.class);
  private final Map<String, @Nullable Object> others;

  private Event(Map<String, @Nullable Object> others) {
    this.others = others;
  }

  /**
   * @param receivedAt by the console's clock
   */
  static Event of(CollectedEvent collected, Instant receivedAt) {
    Event event = new Event(new LinkedHashMap<>());
    event.values.put(EventColumn.RECEIVED_AT, Times.micros(receivedAt));
    event.values.put(EventColumn.TAG, Texts.storable(collected.tag()));
    collected.fields().forEach(event::take);
    event.values.putIfAbsent(EventColumn.TIMESTAMP, Times.micros(collected.time()));
    if (!event.others.isEmpty()) {
      event.values.put(EventColumn.FIELDS, event.fieldsAsJson());
    }
    return event;
  }

  private void take(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    EventColumn column = EventColumn.ofField(name);
    Object stored = column == null ? null : stored(column.type, value);
    if (column == null || stored == null) {
      others.put(name, value);
    } else {
      values.put(column, stored);
    }
  }

  /** The value as its column takes it; null where it cannot. */
  private static @Nullable Object stored(EventColumn.Type type, Object value) {
    return switch (type) {
      case TEXT -> value instanceof String text ? Texts.storable(text) : null;
      case INTEGER -> value instanceof Long ? value : null;
      case NUMBER ->
          value instanceof Long || value instanceof Double ? ((Number) value).doubleValue() : null;
      case TIME -> value instanceof String text ? time(text) : null;
      case JSON -> value instanceof List<?> ? Json.text(value) : null;
    };
  }

  private static @Nullable Instant time(String text) {
    try {
      Instant time = Instant.parse(text);
      return Times.isStorable(time) ? Times.micros(time) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private String fieldsAsJson() {
    String json = Json.text(others);
    return json.length() <= MAX_FIELDS_CHARS
        ? json
        : Json.text(Map.of("console_left_out_fields", others.size()));
  }

  void number(long eventId) {
    values.put(EventColumn.EVENT_ID, eventId);
  }

  /** The value as it is stored; null where the event has none. */
  @Nullable Object value(EventColumn column) {
    return values.get(column);
  }

  @Nullable String text(EventColumn column) {
    return (String) values.get(column);
  }

  /** The text, or what was known before where the event has none. */
  @Nullable String textOr(EventColumn column, @Nullable String before) {
    String text = text(column);
    return text == null ? before : text;
  }

  @Nullable Long integer(EventColumn column) {
    return (Long) values.get(column);
  }

  @Nullable Double number(EventColumn column) {
    return (Double) values.get(column);
  }

  Instant time(EventColumn column) {
    Object time = values.get(column);
    if (time == null) {
      throw new IllegalStateException("an event has no " + column.column());
    }
    return (Instant) time;
  }

  long id() {
    Long id = integer(EventColumn.EVENT_ID);
    if (id == null) {
      throw new IllegalStateException("the event has no number yet");
    }
    return id;
  }

  /** A field that has no column, as text; null where it is not there. */
  @Nullable String other(String field) {
    Object value = others.get(field);
    return value == null ? null : Texts.storable(String.valueOf(value));
  }

  /** A field that has no column, where it is an integer. */
  @Nullable Long otherInteger(String field) {
    return others.get(field) instanceof Long value ? value : null;
  }

  /** The time of the sign of life that the event is. A clock that is ahead cannot make it later. */
  Instant heardAt() {
    Instant said = time(EventColumn.TIMESTAMP);
    Instant received = time(EventColumn.RECEIVED_AT);
    return said.isBefore(received) ? said : received;
  }
}
