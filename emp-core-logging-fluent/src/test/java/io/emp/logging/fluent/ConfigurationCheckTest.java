package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in Logback's configuration, and that reading it starts nothing. */
class ConfigurationCheckTest {

  private static final String LOGGER = "io.emp.logging.ConnectorLogger";

  @TempDir private Path directory;

  @Test
  void jobEventsPassThroughTheRootLogger() throws Exception {
    assertThat(routes(appender("") + root("INFO", "FLUENTD")))
        .containsExactly(Diagnosis.JOB_EVENTS_PASS);
  }

  @Test
  void jobEventsPassThroughAnotherAppender() throws Exception {
    assertThat(
            routes(
                appender("")
                    + """
                    <appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
                      <queueSize>512</queueSize>
                      <appender-ref ref="FLUENTD"/>
                    </appender>
                    """
                    + root("INFO", "ASYNC")))
        .containsExactly(Diagnosis.JOB_EVENTS_PASS);
  }

  @Test
  void aLevelAboveInfoKeepsJobEventsOutAndTheLoggerIsNamed() throws Exception {
    List<Finding> found =
        routeFindings(
            appender("") + "<logger name=\"io.emp\" level=\"WARN\"/>" + root("INFO", "FLUENTD"));

    assertThat(found).extracting(Finding::diagnosis).containsExactly(Diagnosis.JOB_EVENTS_OFF);
    assertThat(found.get(0).seen()).contains("the level of logger io.emp is WARN");
  }

  @Test
  void aLoggerThatIsNotAdditiveKeepsThemFromTheAppender() throws Exception {
    assertThat(
            routes(
                appender("")
                    + "<logger name=\"io.emp.logging\" additivity=\"false\"/>"
                    + root("INFO", "FLUENTD")))
        .containsExactly(Diagnosis.APPENDER_OUT_OF_REACH);
  }

  @Test
  void anAppenderOfAnotherLoggerIsOutOfReach() throws Exception {
    String xml =
        appender("")
            + "<logger name=\"com.example\"><appender-ref ref=\"FLUENTD\"/></logger>"
            + "<root level=\"INFO\"/>";

    assertThat(routes(xml)).containsExactly(Diagnosis.APPENDER_OUT_OF_REACH);
    assertThat(routeFindings(xml, "com.example.Jobs"))
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.JOB_EVENTS_PASS);
  }

  @Test
  void aFilterOfTheAppenderKeepsThemOut() throws Exception {
    String filter =
        """
        <filter class="ch.qos.logback.classic.filter.ThresholdFilter"><level>%s</level></filter>
        """;

    assertThat(routes(appender(filter.formatted("WARN")) + root("INFO", "FLUENTD")))
        .containsExactly(Diagnosis.JOB_EVENTS_FILTERED);
    assertThat(routes(appender(filter.formatted("INFO")) + root("INFO", "FLUENTD")))
        .containsExactly(Diagnosis.JOB_EVENTS_PASS);
  }

  @Test
  void aTurboFilterKeepsThemOut() throws Exception {
    String filter =
        """
        <turboFilter class="ch.qos.logback.classic.turbo.MarkerFilter">
          <Marker>JOB</Marker><OnMismatch>DENY</OnMismatch>
        </turboFilter>
        """;

    List<Finding> found = routeFindings(filter + appender("") + root("INFO", "FLUENTD"));

    assertThat(found).extracting(Finding::diagnosis).containsExactly(Diagnosis.JOB_EVENTS_OFF);
    assertThat(found.get(0).seen()).contains("turbo filter");
  }

  @Test
  void anAppenderThatNoLoggerRefersToIsTold() throws Exception {
    assertThat(configuration(appender("") + "<root level=\"INFO\"/>"))
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.CONFIGURATION_READ, Diagnosis.APPENDER_UNREFERENCED);
  }

  @Test
  void aConfigurationWithoutSuchAnAppenderIsTold() throws Exception {
    assertThat(configuration("<root level=\"INFO\"/>"))
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.CONFIGURATION_READ, Diagnosis.APPENDER_MISSING);
  }

  @Test
  void whatLogbackComplainsOfIsTold() throws Exception {
    List<Finding> found =
        configuration(appender("<hots>collector</hots>") + root("INFO", "FLUENTD"));

    assertThat(found)
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.CONFIGURATION_READ, Diagnosis.CONFIGURATION_FAULTS);
    assertThat(found.get(1).seen()).contains("hots");
  }

  @Test
  void whatIsNoXmlIsTold() throws Exception {
    assertThat(configuration("<root"))
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.CONFIGURATION_UNREADABLE);
  }

  @Test
  void aFileThatIsNotThereIsTold() throws Exception {
    List<Finding> found = new ArrayList<>();
    new ConfigurationCheck(directory.resolve("no.xml").toString(), Map.of()).run(found::add);

    assertThat(found)
        .extracting(Finding::diagnosis)
        .containsExactly(Diagnosis.CONFIGURATION_UNREADABLE);
  }

  @Test
  void variablesIncludesAndDefaultsAreFollowed() throws Exception {
    Path included =
        Files.writeString(
            directory.resolve("included.xml"),
            "<included>"
                + appender("<host>${HOST}</host><tag>${NO_SUCH:-jobs}</tag>")
                + "</included>");
    Files.writeString(directory.resolve("values.properties"), "HOST=collector.example.com\n");

    LogbackFile file =
        read(
            "<property file=\"%s\"/><include file=\"%s\"/>"
                    .formatted(directory.resolve("values.properties"), included)
                + root("INFO", "FLUENTD"));

    FluentSettings settings = file.appenders().get(0).settings();
    assertThat(settings.transport().endpoints().get(0).host()).isEqualTo("collector.example.com");
    assertThat(settings.buffer().tag()).isEqualTo("jobs");
    assertThat(file.complaints()).isEmpty();
  }

  @Test
  void readingStartsNothing() throws Exception {
    Path log = directory.resolve("service.log");
    Path buffer = directory.resolve("buffer");
    LogbackFile file =
        read(
            """
            <statusListener class="no.such.Listener"/>
            <shutdownHook class="no.such.Hook"><delay>1 second</delay></shutdownHook>
            <contextListener class="no.such.ContextListener"/>
            <appender name="FILE" class="ch.qos.logback.core.FileAppender">
              <file>%s</file>
              <append>false</append>
              <encoder><pattern>%%msg</pattern></encoder>
            </appender>
            <appender name="OTHER" class="no.such.Appender"><depth><of>it</of></depth></appender>
            """
                    .formatted(log)
                + appender("<bufferDirectory>" + buffer + "</bufferDirectory>")
                + root("INFO", "FLUENTD", "FILE", "OTHER"));

    assertThat(file.complaints()).isEmpty();
    assertThat(file.appenders()).hasSize(1).noneMatch(FluentAppender::isStarted);
    assertThat(log).doesNotExist();
    assertThat(buffer).doesNotExist();
    assertThat(file.context().getStatusManager().getCopyOfStatusListenerList()).isEmpty();
  }

  private static String appender(String properties) {
    return "<appender name=\"FLUENTD\" class=\"io.emp.logging.fluent.FluentAppender\">"
        + properties
        + "</appender>";
  }

  private static String root(String level, String... appenders) {
    StringBuilder root = new StringBuilder("<root level=\"" + level + "\">");
    for (String appender : appenders) {
      root.append("<appender-ref ref=\"").append(appender).append("\"/>");
    }
    return root + "</root>";
  }

  private Path file(String xml) throws Exception {
    return Files.writeString(
        directory.resolve("logback.xml"),
        "<configuration debug=\"true\" scan=\"true\">" + xml + "</configuration>");
  }

  private LogbackFile read(String xml) throws Exception {
    return LogbackFile.read(file(xml).toUri().toURL(), Map.of());
  }

  private List<Diagnosis> routes(String xml) throws Exception {
    return routeFindings(xml).stream().map(Finding::diagnosis).toList();
  }

  private List<Finding> routeFindings(String xml) throws Exception {
    return routeFindings(xml, LOGGER);
  }

  private List<Finding> routeFindings(String xml, String logger) throws Exception {
    LogbackFile file = read(xml);
    List<Finding> found = new ArrayList<>();
    new RouteCheck(file.context(), file.appenders().get(0), logger).run(found::add);
    return found;
  }

  private List<Finding> configuration(String xml) throws Exception {
    List<Finding> found = new ArrayList<>();
    new ConfigurationCheck(file(xml).toString(), Map.of()).run(found::add);
    return found;
  }
}
