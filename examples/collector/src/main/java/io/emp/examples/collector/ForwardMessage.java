package io.emp.examples.collector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ExtensionValue;
import org.msgpack.value.Value;

/**
 * One message of the Forward protocol, in any of its modes.
 *
 * @see <a href="https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1">Forward
 *     protocol v1</a>
 */
record ForwardMessage(List<CollectedEvent> events, @Nullable String chunk) {

  private static final int MAX_BYTES = 64 * 1024 * 1024;

  /** Makes events of a message, or throws and says what is wrong with it. */
  static ForwardMessage of(Value message) throws IOException {
    if (!message.isArrayValue() || message.asArrayValue().size() < 2) {
      throw new IOException("not a Forward message: " + kind(message));
    }
    List<Value> parts = message.asArrayValue().list();
    String tag = text(parts.get(0), "tag");
    Value second = parts.get(1);
    boolean single = !second.isArrayValue() && !second.isRawValue();
    int optionAt = single ? 3 : 2;
    Map<String, Value> option = parts.size() > optionAt ? option(parts.get(optionAt)) : Map.of();

    List<CollectedEvent> events = new ArrayList<>();
    if (single) {
      if (parts.size() < 3) {
        throw new IOException("a message without a record");
      }
      events.add(event(tag, second, parts.get(2)));
    } else if (second.isArrayValue()) {
      for (Value entry : second.asArrayValue()) {
        events.add(entry(tag, entry));
      }
    } else {
      byte[] packed = second.asRawValue().asByteArray();
      boolean gzip =
          option.containsKey("compressed")
              && text(option.get("compressed"), "compressed").equals("gzip");
      unpack(tag, gzip ? unzip(packed) : packed, events);
    }
    Value size = option.get("size");
    if (size != null && size.asIntegerValue().toInt() != events.size()) {
      throw new IOException("size is " + size + ", but there are " + events.size() + " entries");
    }
    Value chunk = option.get("chunk");
    return new ForwardMessage(events, chunk == null ? null : text(chunk, "chunk"));
  }

  private static void unpack(String tag, byte[] packed, List<CollectedEvent> events)
      throws IOException {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
      while (unpacker.hasNext()) {
        events.add(entry(tag, unpacker.unpackValue()));
      }
    }
  }

  private static byte[] unzip(byte[] packed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes unzipped");
      }
      return bytes;
    }
  }

  private static CollectedEvent entry(String tag, Value entry) throws IOException {
    if (!entry.isArrayValue() || entry.asArrayValue().size() < 2) {
      throw new IOException("not an entry: " + kind(entry));
    }
    return event(tag, entry.asArrayValue().get(0), entry.asArrayValue().get(1));
  }

  private static CollectedEvent event(String tag, Value time, Value record) throws IOException {
    if (!record.isMapValue()) {
      throw new IOException("not a record: " + kind(record));
    }
    return new CollectedEvent(tag, time(time), map(record));
  }

  private static Instant time(Value time) throws IOException {
    if (time.isIntegerValue()) {
      return Instant.ofEpochSecond(time.asIntegerValue().toLong());
    }
    if (time.isExtensionValue()) {
      ExtensionValue extension = time.asExtensionValue();
      if (extension.getType() == 0 && extension.getData().length == 2 * Integer.BYTES) {
        ByteBuffer data = ByteBuffer.wrap(extension.getData());
        return Instant.ofEpochSecond(
            Integer.toUnsignedLong(data.getInt()), Integer.toUnsignedLong(data.getInt()));
      }
    }
    throw new IOException("not a time: " + kind(time));
  }

  private static Map<String, @Nullable Object> map(Value map) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Value[] pairs = map.asMapValue().getKeyValueArray();
    for (int i = 0; i < pairs.length; i += 2) {
      String key = text(pairs[i], "key");
      if (fields.containsKey(key)) {
        throw new IOException("the key \"" + key + "\" is there twice");
      }
      fields.put(key, object(pairs[i + 1]));
    }
    return fields;
  }

  private static @Nullable Object object(Value value) throws IOException {
    switch (value.getValueType()) {
      case NIL -> {
        return null;
      }
      case BOOLEAN -> {
        return value.asBooleanValue().getBoolean();
      }
      case INTEGER -> {
        return value.asIntegerValue().isInLongRange()
            ? (Object) value.asIntegerValue().toLong()
            : value.asIntegerValue().asBigInteger();
      }
      case FLOAT -> {
        return value.asFloatValue().toDouble();
      }
      case STRING, BINARY -> {
        return text(value, "value");
      }
      case MAP -> {
        return map(value);
      }
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Value element : value.asArrayValue()) {
          elements.add(object(element));
        }
        return elements;
      }
      default -> throw new IOException("not a value: " + kind(value));
    }
  }

  private static Map<String, Value> option(Value option) throws IOException {
    if (option.isNilValue()) {
      return Map.of();
    }
    Map<String, Value> map = new LinkedHashMap<>();
    for (Map.Entry<Value, Value> entry : option.asMapValue().entrySet()) {
      map.put(text(entry.getKey(), "key"), entry.getValue());
    }
    return map;
  }

  private static String text(@Nullable Value value, String what) throws IOException {
    if (value == null || !value.isRawValue()) {
      throw new IOException("the " + what + " is no text");
    }
    byte[] bytes = value.asRawValue().asByteArray();
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.getBytes(StandardCharsets.UTF_8).length != bytes.length) {
      throw new IOException("the " + what + " is not valid UTF-8");
    }
    return text;
  }

  private static String kind(Value value) {
    return value.getValueType().toString();
  }
}
