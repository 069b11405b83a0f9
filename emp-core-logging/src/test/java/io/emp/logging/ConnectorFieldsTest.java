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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(record.path("token_usage")).hasToString("{\"completion\":2}");
    assertThat(
            List.of(
                "cfg_scale",
                "width",
                "convergence",
                "iteration",
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
  void aLongTextIsNotOnTheSpanSinceACutIdIsAnotherOne() {
    String longest = "x".repeat(256);
    RestFields rest = new RestFields().httpMethod(longest + "x").endpoint("/" + longest);
    LogEvent event =
        new LogEvent().connector(new OpenAiFields().model(longest).requestId(longest + "x"));
    assertThat(attributes(event))
        .containsEntry("gen_ai.request.model", longest)
        .doesNotContainKey("gen_ai.response.id");
    assertThat(attributes(new LogEvent().connector(rest)))
        .isEqualTo(Map.of("http.request.method", "_OTHER"));
  }

  @Test
  void aTokenCountBelowZeroLeavesOutOnlyItself() {
    Map<String, Object> two =
        attributes(new LogEvent().connector(new OpenAiFields().tokenUsage(12, -1)));
    Map<String, Object> three =
        attributes(new LogEvent().connector(new OpenAiFields().tokenUsage(-1, 2, 5)));
    assertThat(two)
        .containsEntry("gen_ai.usage.input_tokens", 12L)
        .doesNotContainKeys("gen_ai.usage.output_tokens", "emp.openai.token_usage.total");
    assertThat(three)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .containsEntry("emp.openai.token_usage.total", 5L)
        .doesNotContainKey("gen_ai.usage.input_tokens");
    ObjectNode kept = record(new OpenAiFields().tokenUsage(1, 2).tokenUsage(-1, -1));
    assertThat(kept.at("/token_usage/total").asInt()).isEqualTo(3);
    assertThat(kept.path("dropped_fields").asInt()).isEqualTo(2);
  }

  @Test
  void aSeedThatTheServerChoosesIsNotOnTheSpan() {
    assertThat(attributes(new LogEvent().connector(new A1111Fields().seed(-1))))
        .doesNotContainKey("gen_ai.request.seed");
    assertThat(attributes(new LogEvent().connector(new A1111Fields().seed(0))))
        .containsEntry("gen_ai.request.seed", 0L);
  }

  @Test
  void theImageServersAreProvidersToo() {
    assertThat(attributes(new LogEvent().connector(new A1111Fields())))
        .containsEntry("gen_ai.provider.name", "a1111");
    assertThat(attributes(new LogEvent().connector(new ComfyUiFields())))
        .containsEntry("gen_ai.provider.name", "comfyui");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,GET,",
    "get,GET,get",
    "' Post ',POST,' Post '",
    "PURGE,_OTHER,PURGE",
    "purge,_OTHER,purge",
    "_OTHER,_OTHER,",
    "'  ',,"
  })
  void aMethodIsOneOfFewOnTheSpan(
      String given, @Nullable String method, @Nullable String original) {
    Map<String, Object> attributes =
        attributes(new LogEvent().connector(new RestFields().httpMethod(given)));
    assertThat(attributes.get("http.request.method")).isEqualTo(method);
    assertThat(attributes.get("http.request.method_original")).isEqualTo(original);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs/{id},url.template,/v1/jobs/{id}",
    "/v1/jobs/:id?key=s3cret,url.template,/v1/jobs/:id",
    "'/v1/jobs/{id}{?page,size}',url.template,/v1/jobs/{id}",
    "/v1/jobs{?page},url.path,/v1/jobs",
    "/v1/jobs/17,url.path,/v1/jobs/17",
    "/v1/jobs?key={s3cret}#frag,url.path,/v1/jobs",
    "/v1/jobs#frag?a,url.path,/v1/jobs",
    "https://joe:s3cret@api.example.com:8443/v1/jobs/{id}?a=b,url.template,/v1/jobs/{id}",
    "//api.example.com/v1/jobs,url.path,/v1/jobs",
    "https://{region}.example.com/v1?redirect=https://x/{y},url.path,/v1",
    "jobs/{id}?key=s3cret,emp.rest.endpoint,jobs/{id}",
    "listJobs,emp.rest.endpoint,listJobs",
    "https://api.example.com?key=s3cret,,",
    "?key=s3cret,,",
    "'',,"
  })
  void anEndpointOnTheSpanHasNeitherHostNorQueryAndStaysAsGivenInTheRecord(
      String given, @Nullable String attribute, @Nullable String path) {
    LogEvent event = new LogEvent().connector(new RestFields().endpoint(given));
    assertThat(attributes(event))
        .isEqualTo(attribute == null ? Map.of() : Map.of(attribute, String.valueOf(path)));
    Map<String, Object> fields = new HashMap<>();
    event.forEachOfCallers(fields::put);
    assertThat(fields).containsEntry("endpoint", given);
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
