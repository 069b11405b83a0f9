package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineMdcTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final LineMdc mdc = new LineMdc();

  private String written(Map<String, String> map) {
    JsonWriter writer = new JsonWriter();
    mdc.read(map);
    mdc.writeTrace(writer);
    mdc.writeContext(writer);
    mdc.writeRest(writer);
    return new String(writer.buffer(), 0, writer.length(), StandardCharsets.UTF_8);
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void theContextComesInItsOrderAndTheOthersInTheirs() {
    assertThat(
            written(
                map(
                    "own",
                    "1",
                    "worker_id",
                    "w",
                    "machine_id",
                    "m",
                    "job_id",
                    "j",
                    "trace_id",
                    TRACE,
                    "other",
                    "2")))
        .contains(
            "\"trace_id\":\""
                + TRACE
                + "\",\"job_id\":\"j\",\"machine_id\":\"m\",\"worker_id\":\"w\",\"own\":\"1\","
                + "\"other\":\"2\"");
  }

  @Test
  void whatIsNotOfItsFormIsTheCallers() {
    assertThat(written(map("machine_id", "m", "trace_id", "none", "attempt", "two")))
        .contains("\"field_trace_id\":\"none\"", "\"field_attempt\":\"two\"")
        .doesNotContain("\"trace_id\"", "\"attempt\"");
    assertThat(written(map("machine_id", "m", "attempt", "2"))).contains("\"attempt\":2");
  }

  @Test
  void nothingOfALineIsInTheNext() {
    Map<String, String> many = map("machine_id", "m", "job_id", "j", "trace_id", TRACE);
    for (int i = 0; i < 100; i++) {
      many.put("own_" + i, "v");
    }
    assertThat(written(many)).contains("\"own_99\"", "\"job_id\"");

    assertThat(written(map("machine_id", "m2", "own_3", "new")))
        .contains("\"machine_id\":\"m2\"", "\"own_3\":\"new\"")
        .doesNotContain("job_id", "trace_id", "own_99");
  }
}
