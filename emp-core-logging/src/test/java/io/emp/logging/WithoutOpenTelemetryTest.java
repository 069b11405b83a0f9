package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WithoutOpenTelemetryTest {

  private static final String SPAN = "io.opentelemetry.api.trace.Span";
  private static final String CONTEXT = "io.opentelemetry.context.Context";

  /** Logback with our encoder on the console, then every call. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      context.reset();
      ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
      encoder.setContext(context);
      encoder.start();
      ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
      console.setContext(context);
      console.setEncoder(encoder);
      console.start();
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.setLevel(Level.TRACE);
      root.addAppender(console);
      EveryCall.main(args);
    }
  }

  @Test
  void withoutOpenTelemetryEveryEventIsToldWithEveryField(@TempDir Path directory)
      throws Exception {
    ChildJvm.Result result =
        ChildJvm.without(name -> name.contains("opentelemetry"))
            .run(
                directory,
                Map.of(
                    "MACHINE_ID", "env-machine",
                    "WORKER_ID", "env-worker",
                    "CONNECTOR_ID", "env-connector"),
                Child.class,
                SPAN,
                CONTEXT);
    List<String> lines = result.lines();
    assertThat(lines)
        .startsWith("absent: " + SPAN, "absent: " + CONTEXT)
        .endsWith(EveryCall.LAST_WORD);
    assertThat(result.exitCode()).isZero();
    List<Map<String, Object>> events =
        lines.subList(2, lines.size() - 1).stream().map(EventRecorder::parse).toList();
    EveryCall.assertComplete(events);
    assertThat(events)
        .filteredOn(event -> event.containsKey("job_id"))
        .allSatisfy(event -> assertThat((String) event.get("trace_id")).matches("[0-9a-f]{32}"));
    assertThat(events).hasSize(EveryCall.events().size() + 2);
    assertThat(events.get(events.size() - 2))
        .containsEntry("message", "Connector from code")
        .containsEntry("machine_id", "env-machine")
        .containsEntry("worker_id", "env-worker")
        .containsEntry("connector_id", "from-code");
    assertThat(events.get(events.size() - 1)).containsEntry("connector_id", "env-connector");
  }
}
