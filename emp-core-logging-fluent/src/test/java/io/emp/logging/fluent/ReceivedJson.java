package io.emp.logging.fluent;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON with a library that is not ours. Numbers with a fraction or an exponent are read as
 * {@link java.math.BigDecimal}, with the digits that were written; a key that stands twice is an
 * error.
 */
final class ReceivedJson {

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});

  private ReceivedJson() {}

  static Map<String, @Nullable Object> object(String json) throws IOException {
    return READER.readValue(json);
  }

  /** The same value with each number in it replaced. */
  static @Nullable Object withNumbers(@Nullable Object value, Function<Number, Object> replaced) {
    if (value instanceof Number number) {
      return replaced.apply(number);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, entry) -> copy.put(key, withNumbers(entry, replaced)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(withNumbers(element, replaced)));
      return copy;
    }
    return value;
  }
}
