package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of the wire format and the code say the same. */
@ExtendWith(NoLeaks.class)
class WireFormatTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "wire-format.md");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIELDS =
      Arrays.stream(WireField.values()).map(field -> field.wireName).toList();

  private static JsonNode properties() throws IOException {
    return JSON.readTree(WireSchema.FILE.toFile()).path("properties");
  }

  @Test
  void theSchemaListsEveryFieldInTheOrderOfTheWire() throws IOException {
    assertThat(names(properties())).isEqualTo(FIELDS);
  }

  @Test
  void theTableListsEveryFieldInTheOrderOfTheWireWithTheSchemasType() throws IOException {
    JsonNode properties = properties();
    assertThat(matches("(?m)^\\| `(\\w+)` \\| (\\w+) \\|", "$1 $2"))
        .isEqualTo(
            FIELDS.stream()
                .map(name -> name + " " + properties.path(name).path("type").asText())
                .toList());
  }

  @Test
  void theNamesInTheTableAndInTheSchemaAreThoseOfTheCode() throws IOException {
    Set<String> types = new TreeSet<>(Set.of("health_check"));
    Set<String> statuses = new TreeSet<>();
    for (EventKind kind : EventKind.values()) {
      types.add(kind.wireName);
      if (kind.jobStatus != null) {
        statuses.add(kind.jobStatus);
      }
    }
    JsonNode properties = properties();
    assertThat(texts(properties.at("/event_type/anyOf/0/enum"))).isEqualTo(types);
    assertThat(texts(properties.at("/job_status/enum"))).isEqualTo(statuses);
    assertThat(texts(properties.at("/error_type/enum"))).isEqualTo(ErrorType.NAMES);
    types.add("service_<type>");
    assertThat(namesInRow("event_type")).containsAll(types);
    assertThat(namesInRow("job_status")).containsAll(statuses);
    assertThat(namesInRow("error_type")).containsAll(ErrorType.NAMES);
  }

  private static List<String> namesInRow(String field) throws IOException {
    String row = matches("(?m)^(\\| `" + field + "` .*)$", "$1").get(0);
    return Pattern.compile("`([^`]+)`").matcher(row).results().map(name -> name.group(1)).toList();
  }

  @Test
  void theLimitsAreTheCodes() throws IOException {
    Map<String, Integer> limits = new LinkedHashMap<>();
    for (String row : matches("(?m)^\\| ([^|]+) \\| (\\d+)[^|]*\\|$", "$2 $1")) {
      limits.put(row.substring(row.indexOf(' ') + 1), Integer.valueOf(row.split(" ", 2)[0]));
    }
    assertThat(limits)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a record, its line feed included",
                FieldWriter.MAX_RECORD_BYTES,
                "`message`, `error_message`, `stack_trace`, and each of the caller's texts",
                FieldWriter.MAX_STRING_BYTES,
                "any other text of the SDK's",
                FieldWriter.MAX_SHORT_STRING_BYTES,
                "a marker's name",
                FieldWriter.MAX_MARKER_BYTES,
                "the caller's fields in a record",
                FieldWriter.MAX_FIELDS,
                "elements of a collection, map or array",
                FieldWriter.MAX_ELEMENTS,
                "nesting",
                FieldWriter.MAX_DEPTH,
                "nested values in a record",
                FieldWriter.MAX_VALUES,
                "markers",
                FieldWriter.MAX_MARKERS,
                "a caller's key",
                CutMark.MAX_KEY_CHARS));
  }

  @Test
  void theLimitsOfTheSchemaAreTheCodes() throws IOException {
    Set<String> longTexts = Set.of("message", "error_message", "stack_trace");
    properties()
        .properties()
        .forEach(
            property -> {
              JsonNode maxLength = property.getValue().path("maxLength");
              if (!maxLength.isMissingNode()) {
                assertThat(maxLength.asInt())
                    .as(property.getKey())
                    .isEqualTo(
                        longTexts.contains(property.getKey())
                            ? FieldWriter.MAX_STRING_BYTES
                            : FieldWriter.MAX_SHORT_STRING_BYTES);
              }
            });
    JsonNode schema = JSON.readTree(WireSchema.FILE.toFile());
    assertThat(schema.at("/properties/markers/maxItems").asInt())
        .isEqualTo(FieldWriter.MAX_MARKERS);
    assertThat(schema.at("/properties/markers/items/maxLength").asInt())
        .isEqualTo(FieldWriter.MAX_MARKER_BYTES);
    assertThat(schema.at("/propertyNames/maxLength").asInt()).isEqualTo(CutMark.MAX_KEY_CHARS);
    JsonNode value = schema.at("/$defs/value");
    assertThat(value.path("maxLength").asInt()).isEqualTo(FieldWriter.MAX_STRING_BYTES);
    assertThat(value.path("maxItems").asInt()).isEqualTo(FieldWriter.MAX_ELEMENTS);
    assertThat(value.path("maxProperties").asInt()).isEqualTo(FieldWriter.MAX_ELEMENTS);
  }

  @Test
  void theExamplesAreRecordsInOutputOrder() throws IOException {
    List<ObjectNode> examples =
        matches("(?ms)^```json\\n(.*?)^```", "$1").stream()
            .map(text -> WireSchema.valid(text.getBytes(StandardCharsets.UTF_8)))
            .toList();

    assertThat(examples)
        .extracting(example -> example.path("event_type").asText())
        .containsExactly("job_completed", "job_failed");
    examples.forEach(WireFormatTest::assertInOrder);
  }

  @Test
  void everyKindOfEventIsAsTheSchemaSaysAndInOutputOrder() throws Exception {
    Set<String> types = new TreeSet<>();
    Set<String> fields = new TreeSet<>();
    try (LineRecorder lines = LineRecorder.ofGlobalContext()) {
      EveryCall.run(EveryCall.worker(lines.logger().getName()));
      for (byte[] line : lines.takeLines()) {
        ObjectNode record = WireSchema.valid(line);
        assertInOrder(record);
        types.add(record.path("event_type").asText());
        fields.addAll(names(record));
      }
    }
    assertThat(types)
        .contains("", "service_connection", "health_check")
        .containsAll(Stream.of(EventKind.values()).map(kind -> kind.wireName).toList());
    // But for what the Fluent appender adds, and what these calls do not give.
    List<String> others =
        List.of("stack_traces_left_out", "run_id", "seq", "markers", "dropped_fields");
    assertThat(fields).containsAll(FIELDS.stream().filter(name -> !others.contains(name)).toList());
  }

  /** The SDK's fields stand in their order, and the caller's together before {@code markers}. */
  static void assertInOrder(ObjectNode record) {
    assertThat(names(record))
        .isSortedAccordingTo(
            Comparator.comparingDouble(
                name -> {
                  WireField field = WireField.named(name);
                  return field == null ? WireField.SEQ.ordinal() + 0.5 : field.ordinal();
                }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'timestamp': null}",
        "{'timestamp': '2026-11-24T14:39:52.123Z'}",
        "{'level': 'INFO'}",
        "{'trace_id': '4BF92F3577B34DA6A3CE929D0E0E4736'}",
        "{'attempt': '2'}",
        "{'event_type': 'job_done'}",
        "{'event_type': 'service_Up'}",
        "{'job_status': 'running'}",
        "{'duration_ms': 1.5}",
        "{'error_type': 'other'}",
        "{'markers': 'A'}",
        "{'dropped_fields': 0}",
        "{'seq': '1'}",
        "{'own': null}",
        "{'own': {'a': null}}",
        "{'own': [null]}",
      })
  void theSchemaRefusesAFieldOfAnotherForm(String change) throws IOException {
    ObjectNode record = minimal();
    assertThat(WireSchema.problems(record)).isEmpty();
    record.setAll((ObjectNode) JSON.readTree(change.replace('\'', '"')));
    assertThat(WireSchema.problems(record)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "level", "message", "logger", "thread"})
  void theSchemaRefusesARecordWithoutARequiredField(String field) throws IOException {
    ObjectNode record = minimal();
    assertThat(record.remove(field)).isNotNull();
    assertThat(WireSchema.problems(record)).isNotEmpty();
  }

  private static ObjectNode minimal() throws IOException {
    return (ObjectNode)
        JSON.readTree(
            """
            {"timestamp": "2026-11-24T14:39:52.123456Z", "level": "info", "message": "",
             "logger": "", "thread": ""}
            """);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    StreamSupport.stream(array.spliterator(), false).forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** What a pattern finds in the document, each in a form made of its groups. */
  private static List<String> matches(String pattern, String form) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(
            found ->
                found.groupCount() == 1
                    ? found.group(1)
                    : form.replace("$1", found.group(1)).replace("$2", found.group(2)))
        .toList();
  }
}
