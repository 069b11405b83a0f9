package io.emp.examples.boot;

import io.emp.examples.collector.CollectedEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a collector has received. */
final class Events implements Consumer<CollectedEvent> {

  private final List<Map<String, @Nullable Object>> fields = new CopyOnWriteArrayList<>();

  @Override
  public void accept(CollectedEvent event) {
    fields.add(event.fields());
  }

  List<@Nullable Object> values(String field) {
    return fields.stream().<@Nullable Object>map(event -> event.get(field)).toList();
  }

  /** The events of a job, by their type or, of a plain line, its text. */
  List<@Nullable Object> ofJob(String id) {
    return fields.stream()
        .filter(event -> id.equals(event.get("job_id")))
        .map(event -> event.getOrDefault("event_type", event.get("message")))
        .toList();
  }

  /** The one event in which a field has this value. */
  Map<String, @Nullable Object> theOneWith(String field, String value) {
    return fields.stream()
        .filter(event -> value.equals(event.get(field)))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two events: " + one + ", " + other);
            })
        .orElseThrow(() -> new AssertionError("no " + value + " in " + fields));
  }

  /** What {@code seq} is where nothing is lost or doubled. */
  List<@Nullable Object> gapless() {
    return LongStream.rangeClosed(1, fields.size()).<@Nullable Object>mapToObj(n -> n).toList();
  }
}
