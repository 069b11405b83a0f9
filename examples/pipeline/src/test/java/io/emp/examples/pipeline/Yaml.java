package io.emp.examples.pipeline;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files of this example as trees. A key that stands twice is an error. */
final class Yaml {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Yaml() {}

  /** A file under the example's directory; one that ends in .json is read as JSON. */
  static JsonNode read(String file) throws IOException {
    return (file.endsWith(".json") ? JSON : YAML).readTree(text(file));
  }

  static String text(String file) throws IOException {
    return Files.readString(Path.of("").resolve(file));
  }

  /** The names of an object's fields. */
  static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The texts of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  /** The texts of all fields of this name, wherever they are. */
  static List<String> textsOf(JsonNode tree, String field) {
    return tree.findValues(field).stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .toList();
  }
}
