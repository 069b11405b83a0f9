package io.emp.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who writes less has less to do: what is compared must be the same. */
class JsonPeerTest {

  private static final int FRAMES = 20;

  @ParameterizedTest
  @EnumSource
  void aLineHasAllThatWasLoggedWhereThePeerIsCalledWhole(JsonPeer peer) throws IOException {
    List<String> values = values(line(peer, SampleEvent.SLF4J));

    List<String> logged = new ArrayList<>(Sample.CONTEXT.values());
    logged.add(Sample.MESSAGE);
    assertThat(values).containsAll(logged);
    List<String> fields = Sample.FIELDS.values().stream().map(Object::toString).toList();
    assertThat(values.containsAll(fields)).isEqualTo(peer.isWhole());
  }

  @ParameterizedTest
  @EnumSource
  void aLineWithAThrowableHasItsFramesAndItsCause(JsonPeer peer) throws IOException {
    String text = line(peer, SampleEvent.SLF4J_THROWABLE).toString();

    assertThat(text).contains("prompt could not be queued", "connection reset by peer");
    assertThat(text.split("deeper", -1).length - 1)
        .as("frames of %s", peer)
        .isGreaterThanOrEqualTo(framesOfOurs());
  }

  @Test
  void anEventOfConnectorLoggerHasNoFewerFieldsThanTheLine() throws IOException {
    int fields = line(JsonPeer.EMP, SampleEvent.SLF4J).size();

    assertThat(line(JsonPeer.EMP, SampleEvent.JOB_COMPLETED).size()).isGreaterThanOrEqualTo(fields);
  }

  private static int framesOfOurs() throws IOException {
    String text = line(JsonPeer.EMP, SampleEvent.SLF4J_THROWABLE).path("stack_trace").asText();
    assertThat(Arrays.stream(text.split("\n", -1)).filter(line -> line.startsWith("\tat ")))
        .as("frames of the throwable, and those of its cause that are its own")
        .hasSizeGreaterThan(FRAMES);
    return text.split("deeper", -1).length - 1;
  }

  private static JsonNode line(JsonPeer peer, SampleEvent event) throws IOException {
    byte[] bytes = peer.encoder().bytes(event.log(UnaryOperator.identity()));
    return new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
  }

  private static List<String> values(JsonNode node) {
    List<String> values = new ArrayList<>();
    if (node.isValueNode()) {
      values.add(node.asText());
    }
    node.forEach(child -> values.addAll(values(child)));
    return values;
  }
}
