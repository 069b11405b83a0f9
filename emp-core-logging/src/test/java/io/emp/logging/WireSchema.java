package io.emp.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads an encoded record as strictly as can be, and by the checked-in schema. */
final class WireSchema {

  static final Path FILE = Path.of("..", "docs", "wire-format.schema.json");

  private static final ObjectMapper STRICT =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaText());

  private WireSchema() {}

  private static String schemaText() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line of valid UTF-8 within the cap: one JSON object, no key in it twice. */
  static ObjectNode parse(byte[] line) {
    check(line.length <= FieldWriter.MAX_RECORD_BYTES, "too long: " + line.length + " bytes", line);
    int lineFeed = 0;
    while (lineFeed < line.length && line[lineFeed] != '\n') {
      lineFeed++;
    }
    check(lineFeed == line.length - 1, "not one line with a line feed at its end", line);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
      JsonNode record = STRICT.readTree(line);
      check(record instanceof ObjectNode, "not an object", line);
      return (ObjectNode) record;
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8: " + start(line), e);
    } catch (IOException e) {
      throw new AssertionError("not strict JSON: " + start(line), e);
    }
  }

  /** As {@link #parse}, and what the schema says. */
  static ObjectNode valid(byte[] line) {
    ObjectNode record = parse(line);
    List<String> problems = problems(record);
    check(problems.isEmpty(), "not as the schema says: " + problems, line);
    return record;
  }

  /** What the schema says against a record; empty where it is valid. */
  static List<String> problems(JsonNode record) {
    return SCHEMA.validate(record).stream().map(ValidationMessage::getMessage).toList();
  }

  private static void check(boolean holds, String problem, byte[] line) {
    if (!holds) {
      throw new AssertionError(problem + ": " + start(line));
    }
  }

  private static String start(byte[] line) {
    return new String(line, 0, Math.min(line.length, 2000), StandardCharsets.UTF_8);
  }
}
