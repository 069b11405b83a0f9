package io.emp.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.ForwardCollector;
import io.emp.logging.fluent.Doctor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spring Boot makes of Logback's configuration. */
@Timeout(60)
class ServiceStartTest {

  private static final String WITH_STATUS_LISTENER =
      """
      <configuration>
        <statusListener class="ch.qos.logback.core.status.OnErrorConsoleStatusListener"/>
        <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender"/>
        <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
          <encoder class="io.emp.logging.ConnectorJsonEncoder"/>
        </appender>
        <root level="INFO">
          <appender-ref ref="FLUENTD"/>
          <appender-ref ref="CONSOLE"/>
        </root>
      </configuration>
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"FLUENTD_PROTOCOL, smoke, does not start", "FLUENTD_PORT, abc, no port"})
  void aBadValueOfTheEnvironmentIsToldOnceAndTheServiceGoesOn(
      String variable, String value, String told) throws Exception {
    try (ServiceProcess service = start(Map.of(variable, value), "--job=job-1:0")) {
      service.awaitLine("job_completed", "job-1");

      assertThat(service.err()).filteredOn(line -> line.contains(told)).hasSize(1);
    }
  }

  @Test
  void aPlainLogbackXmlIsReadTwiceAndNothingIsLostOrDoubled() throws Exception {
    Files.writeString(folder.resolve("logback.xml"), WITH_STATUS_LISTENER);
    Path buffer = folder.resolve("buffer");
    Events events = new Events();
    try (ForwardCollector collector = ForwardCollector.start(0, events);
        ServiceProcess service =
            start(
                Map.of(
                    "FLUENTD_PORT", String.valueOf(collector.port()),
                    "FLUENTD_BUFFER_DIRECTORY", buffer.toString()),
                "--job=job-1:0")) {
      service.awaitLine("job_completed", "job-1");
      service.terminate();

      assertThat(service.err()).filteredOn(line -> line.contains("Delivers to ")).hasSize(2);
      assertThat(events.values("run_id").stream().distinct()).hasSize(1);
      assertThat(events.values("seq")).isEqualTo(events.gapless());
      assertThat(events.values("message").get(0)).asString().startsWith("Starting ");
      assertThat(service.out()).hasSameSizeAs(events.values("seq"));
      assertThat(buffer).isEmptyDirectory();
    }
  }

  @Test
  void withAStatusListenerAWarningIsToldTwiceSinceSpringBootHasOne() throws Exception {
    Path configuration =
        Files.writeString(folder.resolve("with-listener.xml"), WITH_STATUS_LISTENER);
    try (ServiceProcess service =
        start(
            Map.of("FLUENTD_PORT", "abc"), "--logging.config=" + configuration, "--job=job-1:0")) {
      service.awaitLine("job_completed", "job-1");

      assertThat(service.err()).filteredOn(line -> line.contains("Delivers to ")).hasSize(1);
      assertThat(service.err()).filteredOn(line -> line.contains("no port")).hasSize(2);
    }
  }

  @Test
  void levelsAreSpringsAndJobsNeedTheirOwn() throws Exception {
    try (ServiceProcess service =
        start(
            Map.of(),
            "--logging.level.root=WARN",
            "--logging.level.io.emp.logging=INFO",
            "--job=job-1:0")) {
      service.awaitLine("job_completed", "job-1");

      assertThat(service.read()).noneMatch(line -> line.contains("WorkerApplication"));
    }
  }

  @Test
  void theDoctorFindsTheConfigurationWithSpringBootsLogback() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, event -> {});
        ServiceProcess doctor =
            ServiceProcess.start(
                Doctor.class, folder, Map.of("FLUENTD_PORT", String.valueOf(collector.port())))) {
      doctor.awaitLine("logback-spring.xml", "with 1 FluentAppender in use");
      doctor.awaitLine("no problems");
    }
  }

  private ServiceProcess start(Map<String, String> environment, String... arguments)
      throws Exception {
    return ServiceProcess.start(ServiceWithJobs.class, folder, environment, arguments);
  }
}
