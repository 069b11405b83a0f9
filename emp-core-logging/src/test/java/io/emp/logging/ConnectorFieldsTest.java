package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What connectors give an event stands in the record, and is at hand for a span. */
@ExtendWith(NoLeaks.class)
class ConnectorFieldsTest {

  private final LineRecorder lines = LineRecorder.ofGlobalContext();

  @AfterEach
  void close() {
    lines.close();
  }

  private ObjectNode record(@Nullable ConnectorFields... sets) {
    lines
        .worker()
        .info(
            "m",
            e -> {
              for (ConnectorFields set : sets) {
                e.connector(set);
              }
            });
    ObjectNode record = lines.take();
    WireFormatTest.assertInOrder(record);
    return record;
  }

  private static Map<String, Object> attributes(LogEvent event) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    event.connectors().forEach(set -> set.forEachSpanAttribute(attributes::put));
    return attributes;
  }

  @Test
  void aFieldOfTheSdksIsThatFieldAndTheOthersAreCallerFieldsUnderTheirOwnNames() {
    ObjectNode record =
        record(
            new OpenAiFields().model("gpt-4o").tokenUsage(12, 34),
            new ComfyUiFields().executionStep("KSampler").vramUsage(5_000_000_000L));

    assertThat(record.path("model").asText()).isEqualTo("gpt-4o");
    assertThat(record.path("execution_step").asText()).isEqualTo("KSampler");
    assertThat(record.path("vram_usage").asLong()).isEqualTo(5_000_000_000L);
    assertThat(record.path("token_usage").toString())
        .isEqualTo("{\"prompt\":12,\"completion\":34,\"total\":46}");
    assertThat(record.has("field_model")).isFalse();
    assertThat(record.has("dropped_fields")).isFalse();
  }

  @Test
  void aTotalThatTheApiToldIsKept() {
    assertThat(record(new OpenAiFields().tokenUsage(1, 2, 5)).at("/token_usage/total").asInt())
        .isEqualTo(5);
    assertThat(record(new OpenAiFields().tokenUsage(Long.MAX_VALUE, 1)).at("/token_usage/total"))
        .hasToString(String.valueOf(Long.MAX_VALUE));
  }

  @Test
  void aValueThatCannotBeIsLeftOutAndCounted() {
    ObjectNode record =
        record(
            new A1111Fields().cfgScale(Double.NaN).width(-1).seed(-1),
            new SimulationFields().convergence(Double.NEGATIVE_INFINITY).iteration(-5),
            new OpenAiFields().tokenUsage(-1, 2).responseSizeBytes(-1),
            new RestFields().statusCode(99).statusCode(1000).retryCount(-1),
            new ComfyUiFields().queueRemaining(-1).vramUsage(Long.MIN_VALUE));

    assertThat(record.path("dropped_fields").asInt()).isEqualTo(11);
    assertThat(record.path("seed").asInt()).isEqualTo(-1);
    assertThat(
            List.of(
                "cfg_scale",
                "width",
                "convergence",
                "iteration",
                "token_usage",
                "response_size_bytes",
                "status_code",
                "retry_count",
                "queue_remaining",
                "vram_usage"))
        .noneMatch(record::has);
  }

  @Test
  void aValueThatCannotBeLeavesTheOneThereWas() {
    ObjectNode record = record(new A1111Fields().cfgScale(7).cfgScale(Double.NaN));
    assertThat(record.path("cfg_scale").asDouble()).isEqualTo(7.0);
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(1);
  }

  @Test
  void nullLeavesAFieldOutAndIsNotCounted() {
    ObjectNode record =
        record(
            null,
            new OpenAiFields().model("a").model(null).requestId(null),
            new RestFields().headers(null).endpoint(null));
    assertThat(List.of("model", "request_id", "headers", "endpoint", "dropped_fields"))
        .noneMatch(record::has);
  }

  @Test
  void anEventHasWhatTheSetHadWhenItWasGiven() {
    SimulationFields set = new SimulationFields().iteration(1);
    LogEvent first = new LogEvent().connector(set);
    LogEvent second = new LogEvent().connector(set.iteration(2));

    assertThat(attributes(first)).containsEntry("emp.simulation.iteration", 1L);
    assertThat(attributes(second)).containsEntry("emp.simulation.iteration", 2L);
    Map<String, Object> fields = new HashMap<>();
    first.forEachOfCallers(fields::put);
    assertThat(fields).isEqualTo(Map.of("iteration", 1L));
  }

  @Test
  void ofTwoSetsOfAKindTheLaterOnesValuesWin() {
    LogEvent event =
        new LogEvent()
            .connector(new RestFields().httpMethod("GET").statusCode(503))
            .connector(new A1111Fields().seed(7))
            .connector(new RestFields().statusCode(200));

    assertThat(event.connectors()).hasSize(2);
    assertThat(attributes(event))
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("gen_ai.request.seed", 7L);
  }

  @Test
  void nothingIsTakenAfterTheEventIsTold() {
    LogEvent event = new LogEvent().seal().connector(new A1111Fields().seed(7));
    assertThat(event.connectors()).isEmpty();
    event.forEachOfCallers((name, value) -> assertThat(name).isNull());
  }

  @Test
  void aMapThatThrowsIsLeftOutWholeAndCounted() {
    Map<String, Object> hostile =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("hostile");
          }
        };
    ObjectNode record =
        record(
            new RestFields().headers(hostile).statusCode(200),
            new SimulationFields().parameters(Map.of("bad", Double.NaN, "good", 1)));

    assertThat(record.has("headers")).isFalse();
    assertThat(record.path("status_code").asInt()).isEqualTo(200);
    assertThat(record.path("parameters").toString()).isEqualTo("{\"good\":1}");
    assertThat(record.path("dropped_fields").asInt()).isEqualTo(2);
    assertThat(new RestFields().headers(hostile)).hasToString("rest[headers]");
  }

  @Test
  void aLongTextIsCutOnTheSpanAtACharactersBorder() {
    for (String text : List.of("x".repeat(5000), "\uD83D\uDE00".repeat(5000))) {
      Object value =
          attributes(new LogEvent().connector(new OpenAiFields().model(text)))
              .get("gen_ai.request.model");
      assertThat((String) value).hasSizeBetween(1023, 1024).endsWith("characters in all]");
      assertThat(((String) value).codePoints())
          .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
  }

  @Test
  void whatMayBeSecretOrWithoutBoundIsNotOnTheSpan() {
    LogEvent event =
        new LogEvent()
            .connector(new RestFields().headers(Map.of("authorization", "Bearer x")))
            .connector(new SimulationFields().parameters(Map.of("a", 1)));
    assertThat(attributes(event)).isEmpty();
  }

  @Test
  void aRequestThatWasSentOnceHasNoResendCount() {
    assertThat(attributes(new LogEvent().connector(new RestFields().retryCount(0)))).isEmpty();
    assertThat(attributes(new LogEvent().connector(new RestFields().retryCount(2))))
        .isEqualTo(Map.of("http.request.resend_count", 2L));
  }
}
