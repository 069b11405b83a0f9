package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The connectors' schemas, their page, their setters and what is emitted say the same. */
@ExtendWith(NoLeaks.class)
class ConnectorSchemaTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/connectors.md");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static Class<? extends ConnectorFields> classOf(ConnectorType type) {
    return switch (type) {
      case COMFYUI -> ComfyUiFields.class;
      case OPENAI -> OpenAiFields.class;
      case A1111 -> A1111Fields.class;
      case SIMULATION -> SimulationFields.class;
      case REST -> RestFields.class;
    };
  }

  private static Path schemaFile(ConnectorType type) {
    return ROOT.resolve("docs/schemas/" + type.connector + ".schema.json");
  }

  private static JsonNode properties(ConnectorType type) throws IOException {
    return JSON.readTree(schemaFile(type).toFile()).path("properties");
  }

  private static List<String> problems(ConnectorType type, JsonNode record) throws IOException {
    JsonSchema schema = SCHEMAS.getSchema(Files.readString(schemaFile(type)));
    return schema.validate(record).stream().map(ValidationMessage::getMessage).toList();
  }

  /** A record, and what a span gets with it. */
  private record Told(ObjectNode record, Map<String, Object> attributes) {}

  private static Told example(ConnectorType type) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    AppenderBase<ILoggingEvent> spans =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            List<ConnectorFields> sets = ((ConnectorEvent) event).record().fields().connectors();
            sets.forEach(set -> set.forEachSpanAttribute(attributes::put));
          }
        };
    try (LineRecorder lines = LineRecorder.ofGlobalContext()) {
      spans.setContext(lines.logger().getLoggerContext());
      spans.start();
      lines.logger().addAppender(spans);
      try (JobLogger job = lines.worker().withJobContext("job-1")) {
        ConnectorExamples.tell(type, job);
        ObjectNode record = lines.take();
        WireFormatTest.assertInOrder(record);
        job.jobCompleted();
        return new Told(record, attributes);
      } finally {
        lines.logger().detachAppender(spans);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSchemaHasAPropertyForEachSetterAndNoOther(ConnectorType type) throws IOException {
    Set<String> setters = new TreeSet<>();
    for (Method method : classOf(type).getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
        assertThat(method.getReturnType()).isEqualTo(classOf(type));
        setters.add(method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
      }
    }
    List<String> properties = names(properties(type));
    assertThat(properties).containsExactlyInAnyOrderElementsOf(setters);
    assertThat(type.fields).extracting(ConnectorField::name).isEqualTo(properties);
  }

  @ParameterizedTest
  @EnumSource
  void aSchemaAllowsAnyRecordWithoutTheConnectorsFields(ConnectorType type) throws IOException {
    assertThat(problems(type, JSON.readTree("{'own': 1}".replace('\'', '"')))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheExampleEmitsIsAsTheSchemaSaysAndHasEveryFieldOfIt(ConnectorType type)
      throws IOException {
    ObjectNode record = example(type).record();
    assertThat(problems(type, record)).isEmpty();
    assertThat(names(record)).containsAll(names(properties(type)));
    assertThat(record.has("dropped_fields")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "COMFYUI, vram_usage, -1",
    "COMFYUI, node_id, 3",
    "COMFYUI, queue_remaining, 1.5",
    "OPENAI, token_usage, {}",
    "OPENAI, model, null",
    "OPENAI, response_time_ms, -1",
    "A1111, cfg_scale, '\"7\"'",
    "A1111, seed, 0.5",
    "SIMULATION, parameters, []",
    "SIMULATION, convergence, null",
    "REST, status_code, 99",
    "REST, headers, '\"a\"'",
  })
  void aSchemaRefusesAFieldOfAnotherForm(ConnectorType type, String field, String value)
      throws IOException {
    ObjectNode record = example(type).record();
    record.set(field, JSON.readTree(value));
    assertThat(problems(type, record)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSpanGetsTextsAndNumbersOnly(ConnectorType type) {
    assertThat(example(type).attributes().values())
        .isNotEmpty()
        .allMatch(
            value -> value instanceof String || value instanceof Long || value instanceof Double);
  }

  @ParameterizedTest
  @EnumSource
  void thePagesTableOfAConnectorListsItsFieldsWithTypeAndRecommendation(ConnectorType type)
      throws IOException {
    List<String> expected = new ArrayList<>();
    JsonNode properties = properties(type);
    for (ConnectorField field : type.fields) {
      JsonNode property = properties.path(field.name());
      assertThat(property.has("$comment"))
          .as("%s is recommended", field.name())
          .isEqualTo(field.isRecommended());
      expected.add(
          field.name()
              + " "
              + property.path("type").asText()
              + (field.isRecommended() ? " yes" : " "));
    }
    String section = section("`" + classOf(type).getSimpleName() + "`");
    assertThat(
            found("(?m)^\\| `(\\w+)` \\| (\\w+) \\| (yes)? ?\\|", section)
                .map(
                    row ->
                        row.group(1)
                            + " "
                            + row.group(2)
                            + " "
                            + (row.group(3) == null ? "" : row.group(3)))
                .toList())
        .isEqualTo(expected);
    assertThat(section).contains("schemas/" + type.connector + ".schema.json");
  }

  @Test
  void thePagesTableOfAttributesIsWhatSpansGet() throws IOException {
    List<String> listed = new ArrayList<>();
    List<String> given = new ArrayList<>();
    Map<String, Told> told = new LinkedHashMap<>();
    for (ConnectorType type : ConnectorType.values()) {
      Told example = example(type);
      told.put(classOf(type).getSimpleName(), example);
      example
          .attributes()
          .keySet()
          .forEach(name -> given.add(classOf(type).getSimpleName() + " " + name));
    }
    String row = "(?m)^\\| `(\\w+)` \\| `([\\w.]+)` \\| (always )?`([\\w.]+)` \\|$";
    for (MatchResult found : found(row, section("On the span")).toList()) {
      listed.add(found.group(1) + " " + found.group(2));
      Told example = told.get(found.group(1));
      assertThat(example).as(found.group()).isNotNull();
      String inRecord =
          found.group(3) != null
              ? found.group(4)
              : example.record().at("/" + found.group(4).replace('.', '/')).asText();
      assertThat(String.valueOf(example.attributes().get(found.group(2))))
          .as(found.group())
          .isEqualTo(inRecord);
    }
    assertThat(listed).isEqualTo(given);
  }

  @Test
  void everySnippetOfThePageStandsInTheFileItNames() throws IOException {
    Pattern snippet = Pattern.compile("(?s)(?:<!-- from (\\S+) -->\\n)?```java\\n(.*?)```");
    List<MatchResult> snippets = snippet.matcher(Files.readString(PAGE)).results().toList();
    assertThat(snippets).hasSize(ConnectorType.values().length);
    for (MatchResult found : snippets) {
      assertThat(found.group(1)).as("the file of\n%s", found.group(2)).isNotNull();
      assertThat(Files.readString(ROOT.resolve(found.group(1))))
          .contains(found.group(2).stripTrailing());
    }
  }

  private static String section(String heading) throws IOException {
    List<String> sections =
        Arrays.stream(Files.readString(PAGE).split("(?m)^## "))
            .filter(section -> section.startsWith(heading))
            .toList();
    assertThat(sections).as("sections that begin with %s", heading).hasSize(1);
    return sections.get(0);
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
