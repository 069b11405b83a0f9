package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutLogbackTest {

  private static final Path PROVIDER = Path.of("target", "other-provider", "slf4j-simple.jar");
  private static final String LOGBACK = "ch.qos.logback.classic.Logger";
  private static final String SIMPLE = "org.slf4j.simple.SimpleLogger";

  @Test
  void withAnotherProviderEveryEventIsToldWithEveryField(@TempDir Path directory) throws Exception {
    ChildJvm.Result result =
        ChildJvm.without(name -> name.contains("logback"))
            .with(PROVIDER.toAbsolutePath())
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace")
            .option("-Dorg.slf4j.simpleLogger.logFile=System.out")
            .run(
                directory,
                Map.of(
                    "MACHINE_ID", "env-machine",
                    "WORKER_ID", "env-worker",
                    "CONNECTOR_ID", "env-connector"),
                EveryCall.class,
                LOGBACK,
                SIMPLE);
    List<String> lines = result.lines();
    assertThat(lines)
        .contains("absent: " + LOGBACK, "present: " + SIMPLE)
        .endsWith(EveryCall.LAST_WORD);
    assertThat(result.exitCode()).isZero();
    assertThat(lines).noneMatch(line -> line.contains("SLF4J("));
    for (Map<String, Object> event : EveryCall.events()) {
      Map<String, Object> fields = new LinkedHashMap<>(event);
      Object message = fields.remove("message");
      assertThat(lines)
          .as("the line of %s", event)
          .filteredOn(
              line ->
                  line.endsWith(" " + message)
                      && fields.entrySet().stream()
                          .allMatch(field -> line.contains(text(field.getKey(), field.getValue()))))
          .hasSize(1);
    }
    assertThat(lines)
        .filteredOn(line -> line.endsWith(" Connector from code"))
        .singleElement()
        .asString()
        .contains("machine_id=env-machine ", "connector_id=from-code ");
    assertThat(lines)
        .filteredOn(line -> line.endsWith(" All from the environment"))
        .singleElement()
        .asString()
        .contains("worker_id=env-worker ", "connector_id=env-connector ");
    assertThat(lines)
        .anyMatch(line -> line.endsWith("Caused by: java.io.IOException: reset by peer"));
  }

  private static String text(String key, Object value) {
    return " " + key + "=" + value + " ";
  }
}
