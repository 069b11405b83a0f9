package io.emp.examples.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads and writes JSON. */
final class Json {

  private static final int MAX_DEPTH = 64;

  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
              .build());

  private Json() {}

  /** What the collector has read: maps, lists, texts, numbers, truth values. */
  static String text(Object value) {
    try {
      return Texts.storableJson(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a value of a record", e);
    }
  }
}
