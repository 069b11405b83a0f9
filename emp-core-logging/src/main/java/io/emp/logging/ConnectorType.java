package io.emp.logging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The connectors whose fields have names of their own, and these names. Of OpenTelemetry's
 * conventions the attributes are those of {@code gen_ai}, {@code http} and {@code url}.
 */
@SuppressWarnings("ImmutableEnumChecker") // The list and the map cannot be changed.
enum ConnectorType {
  COMFYUI {
    @Override
    List<ConnectorField> declare() {
      return List.of(
          field("prompt_id").recommended(),
          field("client_id"),
          field("websocket_message_type"),
          field("queue_remaining"),
          field("execution_step"),
          field("node_id"),
          field("workflow_hash"),
          field("model_name").recommended().onSpan("gen_ai.request.model"),
          field("vram_usage"));
    }

    @Override
    Map<String, String> declareFixed() {
      return imageGeneration("comfyui");
    }
  },

  OPENAI {
    @Override
    List<ConnectorField> declare() {
      return List.of(
          field("model").recommended().onSpan("gen_ai.request.model"),
          field("request_id").recommended().onSpan("gen_ai.response.id"),
          field("token_usage").recommended().onSpan(ConnectorType::putTokens),
          field("response_time_ms"),
          field("request_size_bytes"),
          field("response_size_bytes"));
    }

    @Override
    Map<String, String> declareFixed() {
      Map<String, String> fixed = new LinkedHashMap<>();
      fixed.put("gen_ai.provider.name", "openai");
      // The name it had before; backends in use still ask for it.
      fixed.put("gen_ai.system", "openai");
      fixed.put("gen_ai.operation.name", "chat");
      return fixed;
    }
  },

  A1111 {
    @Override
    List<ConnectorField> declare() {
      return List.of(
          field("sampler"),
          field("steps").recommended(),
          field("cfg_scale"),
          // Below 0 it is none: the server is to choose one.
          field("seed").recommended().onSpan("gen_ai.request.seed").notWhere(v -> (Long) v < 0),
          field("width"),
          field("height"),
          field("batch_size"),
          field("model_checkpoint").recommended().onSpan("gen_ai.request.model"),
          field("vae"));
    }

    @Override
    Map<String, String> declareFixed() {
      return imageGeneration("a1111");
    }
  },

  SIMULATION {
    @Override
    List<ConnectorField> declare() {
      return List.of(
          field("simulation_type").recommended(),
          field("iteration").recommended(),
          field("total_iterations"),
          field("convergence"),
          field("parameters").notOnSpan());
    }
  },

  REST {
    @Override
    List<ConnectorField> declare() {
      return List.of(
          field("http_method").recommended().onSpan(RestAttributes::method),
          field("endpoint").recommended().onSpan(RestAttributes::endpoint),
          field("status_code").recommended().onSpan("http.response.status_code"),
          field("headers").notOnSpan(),
          // The convention has it only where the request was sent again.
          field("retry_count").onSpan("http.request.resend_count").notWhere(v -> v.equals(0L)),
          field("timeout_ms"));
    }
  };

  final String connector = name().toLowerCase(Locale.ROOT);
  final List<ConnectorField> fields = declare();

  /** The bits of the recommended fields. */
  final long recommended = bits(ConnectorField::isRecommended);

  /** Attributes of a span that are the same for every set of this type. */
  final Map<String, String> fixedAttributes = Collections.unmodifiableMap(declareFixed());

  abstract List<ConnectorField> declare();

  Map<String, String> declareFixed() {
    return Map.of();
  }

  /** A field that is an attribute under this SDK's own prefix, unless it is said otherwise. */
  ConnectorField field(String name) {
    return new ConnectorField(name, false, (value, attributes) -> {}).onSpan(attribute(name));
  }

  /** A number with a bit for each such field, in the order of the fields. */
  long bits(Predicate<ConnectorField> such) {
    long bits = 0;
    for (int i = 0; i < fields.size(); i++) {
      bits |= such.test(fields.get(i)) ? 1L << i : 0;
    }
    return bits;
  }

  String attribute(String name) {
    return "emp." + connector + "." + name;
  }

  private static void putTokens(Object value, BiConsumer<String, Object> attributes) {
    ((TokenUsage) value).forEachSpanAttribute(attributes);
  }

  private static Map<String, String> imageGeneration(String provider) {
    Map<String, String> fixed = new LinkedHashMap<>();
    fixed.put("gen_ai.provider.name", provider);
    fixed.put("gen_ai.operation.name", "generate_content");
    fixed.put("gen_ai.output.type", "image");
    return fixed;
  }
}
