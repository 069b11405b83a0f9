package io.emp.logging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a request to a language model: an object in a record, attributes on a span. A part
 * that is not known is in neither.
 */
record TokenUsage(@Nullable Long prompt, @Nullable Long completion, @Nullable Long total) {

  /** The sum, as large as a long can be; null where a part is not known. */
  static @Nullable Long sum(@Nullable Long prompt, @Nullable Long completion) {
    if (prompt == null || completion == null) {
      return null;
    }
    return prompt > Long.MAX_VALUE - completion ? Long.MAX_VALUE : prompt + completion;
  }

  boolean isEmpty() {
    return prompt == null && completion == null && total == null;
  }

  Map<String, Long> asMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    put(map::put, "prompt", prompt);
    put(map::put, "completion", completion);
    put(map::put, "total", total);
    return Collections.unmodifiableMap(map);
  }

  void forEachSpanAttribute(BiConsumer<String, Object> attributes) {
    put(attributes::accept, "gen_ai.usage.input_tokens", prompt);
    put(attributes::accept, "gen_ai.usage.output_tokens", completion);
    put(attributes::accept, ConnectorType.OPENAI.attribute("token_usage.total"), total);
  }

  private static void put(BiConsumer<String, Long> to, String name, @Nullable Long value) {
    if (value != null) {
      to.accept(name, value);
    }
  }
}
