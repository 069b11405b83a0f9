package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class WorkerIdentityTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MACHINE_ID", "env-machine",
          "WORKER_ID", "env-worker",
          "SERVICE_TYPE", "env-service",
          "CONNECTOR_ID", "env-connector",
          "HOSTNAME", "env-host");

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private static Map<String, String> environmentWith(String name, @Nullable String value) {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    if (value == null) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
    return environment;
  }

  // What the builder refuses.

  private interface Setter {
    ConnectorLogger.Builder set(ConnectorLogger.Builder builder, String value);
  }

  static Stream<Arguments> setters() {
    Setter machine = ConnectorLogger.Builder::machineId;
    Setter worker = ConnectorLogger.Builder::workerId;
    Setter service = ConnectorLogger.Builder::serviceType;
    Setter connector = ConnectorLogger.Builder::connectorId;
    return Stream.of(
        Arguments.of("machineId", "MACHINE_ID", machine),
        Arguments.of("workerId", "WORKER_ID", worker),
        Arguments.of("serviceType", "SERVICE_TYPE", service),
        Arguments.of("connectorId", "CONNECTOR_ID", connector));
  }

  @ParameterizedTest
  @MethodSource("setters")
  void aBlankIdIsRefusedWithFieldValueAndVariable(String field, String variable, Setter setter) {
    assertThatThrownBy(() -> setter.set(events.builder(), " \t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            field
                + " is blank (\" \t\"); give 1 to 128 characters, or leave it out and set "
                + variable);
    assertThatThrownBy(() -> setter.set(events.builder(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(field, "(\"\")", variable);
  }

  @ParameterizedTest
  @MethodSource("setters")
  void anOverLongIdIsRefusedWithFieldValueAndVariable(
      String field, String variable, Setter setter) {
    assertThatThrownBy(() -> setter.set(events.builder(), "value-" + "x".repeat(123)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            field
                + " has 129 characters (\"value-"
                + "x".repeat(26)
                + "...\"); give 1 to 128 characters, or leave it out and set "
                + variable);
  }

  @ParameterizedTest
  @MethodSource("setters")
  void aNullIdIsRefusedWithFieldAndVariable(String field, String variable, Setter setter) {
    assertThatThrownBy(() -> setter.set(events.builder(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(field, "null", variable);
  }

  @ParameterizedTest
  @MethodSource("setters")
  void anIdOf128CharactersIsTaken(String field, String variable, Setter setter) {
    ConnectorLogger.Builder builder = events.builder(ENVIRONMENT);
    setter.set(builder, "x".repeat(128)).build().info("hello");
    assertThat(events.only())
        .containsEntry(variable.toLowerCase(java.util.Locale.ROOT), "x".repeat(128));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void theConnectorGivenToFromEnvironmentIsCheckedToo(String connectorId) {
    assertThatThrownBy(() -> ConnectorLogger.fromEnvironment(connectorId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("connectorId", "CONNECTOR_ID");
  }

  // What the environment says.

  @Test
  void theEnvironmentGivesTheIdentity() {
    events.builder(ENVIRONMENT).build().info("hello");
    assertThat(events.only())
        .containsEntry("machine_id", "env-machine")
        .containsEntry("worker_id", "env-worker")
        .containsEntry("service_type", "env-service")
        .containsEntry("connector_id", "env-connector")
        .containsEntry("service_instance_id", "machine-env-machine.env-worker")
        .containsEntry("component", "connector");
  }

  @Test
  void whatTheBuilderIsGivenWinsOverTheEnvironment() {
    ConnectorLogger logger =
        events
            .builder(ENVIRONMENT)
            .machineId("own-machine")
            .workerId("own-worker")
            .serviceType("own-service")
            .connectorId("own-connector")
            .component("scheduler")
            .build();
    logger.info("hello");
    assertThat(events.only())
        .containsEntry("machine_id", "own-machine")
        .containsEntry("worker_id", "own-worker")
        .containsEntry("service_type", "own-service")
        .containsEntry("connector_id", "own-connector")
        .containsEntry("service_instance_id", "machine-own-machine.own-worker")
        .containsEntry("component", "scheduler");
    assertThat(logger).hasToString("ConnectorLogger[machine-own-machine.own-worker]");
  }

  @Test
  void aServiceTypeOrConnectorThatNobodyGivesIsAbsentWithoutAWarning() {
    events.builder().machineId("m").workerId("w").build().info("hello");
    assertThat(events.only()).doesNotContainKeys("service_type", "connector_id");
  }

  @Test
  void aMissingMachineIdFallsBackToTheHostNameWithOneWarningThatNamesTheVariable() {
    events.builder(environmentWith("MACHINE_ID", null)).build().info("hello");
    assertThat(events.withMessage("hello")).containsEntry("machine_id", "env-host");
    assertOneWarning("MACHINE_ID", " is not set", "machineId", "env-host");
  }

  @Test
  void aMissingWorkerIdFallsBackToOneOfTheProcessWithOneWarningThatNamesTheVariable() {
    events.builder(environmentWith("WORKER_ID", null)).build().info("hello");
    String id = String.valueOf(events.withMessage("hello").get("worker_id"));
    assertThat(id)
        .startsWith("worker-" + ProcessHandle.current().pid() + "-")
        .hasSizeLessThanOrEqualTo(128);
    assertOneWarning("WORKER_ID", " is not set", "workerId", id);
    assertThat(events.withMessage("hello"))
        .containsEntry("service_instance_id", "machine-env-machine." + id);
  }

  @Test
  void allLoggersOfAProcessGetTheSameFallback() {
    events.builder(environmentWith("WORKER_ID", null)).build().error("hello");
    events.builder(environmentWith("WORKER_ID", null)).build().error("hello");
    assertThat(
            events.all().stream()
                .filter(event -> "hello".equals(event.get("message")))
                .map(event -> event.get("worker_id"))
                .distinct())
        .hasSize(1);
  }

  @Test
  void withNeitherTheRestStillWorksAndEachIsWarnedOfOnce() {
    events.builder(Map.of("HOSTNAME", "env-host")).build().info("hello");
    List<Map<String, Object>> warnings = warnings();
    assertThat(warnings).hasSize(2);
    assertThat((String) warnings.get(0).get("message")).contains("MACHINE_ID");
    assertThat((String) warnings.get(1).get("message")).contains("WORKER_ID");
  }

  @Test
  void idsGivenToTheBuilderLeaveNothingToWarnOf() {
    events.builder().machineId("m").workerId("w").build().info("hello");
    assertThat(events.all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aBlankVariableCountsAsMissing(String blank) {
    events.builder(environmentWith("MACHINE_ID", blank)).build().info("hello");
    assertThat(events.withMessage("hello")).containsEntry("machine_id", "env-host");
    assertOneWarning("MACHINE_ID", " is blank", "machineId", "env-host");
  }

  @Test
  void anOverLongVariableCountsAsMissing() {
    events.builder(environmentWith("WORKER_ID", "w".repeat(129))).build().info("hello");
    assertOneWarning("WORKER_ID", " has 129 characters", "workerId", "worker-");
  }

  @Test
  void aBlankServiceTypeVariableLeavesTheFieldOut() {
    events.builder(environmentWith("SERVICE_TYPE", " ")).build().info("hello");
    assertThat(events.withMessage("hello"))
        .doesNotContainKey("service_type")
        .containsEntry("connector_id", "env-connector");
  }

  @Test
  void theHostNameComesFromTheEnvironmentFirst() {
    assertThat(ProcessNames.hostName(Map.of("HOSTNAME", "a", "COMPUTERNAME", "b"))).isEqualTo("a");
    assertThat(ProcessNames.hostName(Map.of("HOSTNAME", " ", "COMPUTERNAME", "b"))).isEqualTo("b");
    assertThat(ProcessNames.hostName(Map.of("HOSTNAME", "h".repeat(300)))).hasSize(128);
    assertThat(ProcessNames.hostName(Map.of())).isNotBlank().hasSizeLessThanOrEqualTo(128);
  }

  @Test
  void aComponentIsCutAndABlankOneIgnored() {
    events
        .builder(ENVIRONMENT)
        .component("c".repeat(200))
        .component(" ")
        .component(null)
        .build()
        .info("x");
    assertThat(events.only()).containsEntry("component", "c".repeat(128));
  }

  private List<Map<String, Object>> warnings() {
    return events.all().stream().filter(event -> "warn".equals(event.get("level"))).toList();
  }

  private void assertOneWarning(String variable, String problem, String property, String used) {
    assertThat(warnings()).hasSize(1);
    assertThat((String) warnings().get(0).get("message"))
        .startsWith("Environment variable " + variable + problem)
        .contains("\"" + used)
        .contains(property);
  }
}
