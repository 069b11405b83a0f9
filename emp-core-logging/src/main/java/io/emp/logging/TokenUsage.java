package io.emp.logging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The tokens of a request to a language model: an object in a record, attributes on a span. */
record TokenUsage(long prompt, long completion, long total) {

  /** The sum, as large as a long can be. */
  static long sum(long prompt, long completion) {
    return prompt > Long.MAX_VALUE - completion ? Long.MAX_VALUE : prompt + completion;
  }

  Map<String, Long> asMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    map.put("prompt", prompt);
    map.put("completion", completion);
    map.put("total", total);
    return Collections.unmodifiableMap(map);
  }

  void forEachSpanAttribute(BiConsumer<String, Object> consumer) {
    consumer.accept("gen_ai.usage.input_tokens", prompt);
    consumer.accept("gen_ai.usage.output_tokens", completion);
    consumer.accept(ConnectorType.OPENAI.attribute("token_usage.total"), total);
  }
}
