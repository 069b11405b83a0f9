package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** A recommended field that a set lacks is told once, and never in the way of the event. */
class MissingFieldsTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("missing");
  private final MissingFields missing = new MissingFields(logger);
  private final List<String> told = new ArrayList<>();

  /** Calls a step for each line, as an appender of somebody's might. */
  private AppenderBase<ILoggingEvent> attach(Logger to, Runnable step) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            told.add(event.getLevel() + " " + event.getFormattedMessage());
            step.run();
          }
        };
    appender.setContext(to.getLoggerContext());
    appender.start();
    to.setLevel(Level.DEBUG);
    to.addAppender(appender);
    return appender;
  }

  @Test
  void whatIsMissingIsToldOnceForEachClassAndField() {
    attach(logger, () -> {});
    for (int i = 0; i < 3; i++) {
      missing.check(new OpenAiFields().model("gpt-4o"));
      missing.check(new RestFields());
    }
    assertThat(told)
        .containsExactly(
            "DEBUG An event of the connector openai lacks recommended fields: request_id,"
                + " token_usage. Of each this is told once.",
            "DEBUG An event of the connector rest lacks recommended fields: http_method, endpoint,"
                + " status_code. Of each this is told once.");
  }

  @Test
  void aFieldThatIsMissingLaterIsToldThenAndOnce() {
    attach(logger, () -> {});
    for (int i = 0; i < 2; i++) {
      missing.check(new RestFields().httpMethod("GET").endpoint("/v1/jobs/{id}"));
      missing.check(new RestFields().httpMethod("GET").statusCode(200));
      missing.check(new RestFields());
    }
    assertThat(told)
        .extracting(line -> line.replaceAll(".*: (.*)\\. Of.*", "$1"))
        .containsExactly("status_code", "endpoint", "http_method");
  }

  @Test
  void aSetWithAllOfThemIsNotTold() {
    attach(logger, () -> {});
    missing.check(new SimulationFields().simulationType("fluid").iteration(0));
    assertThat(told).isEmpty();
    missing.check(new SimulationFields().simulationType("fluid"));
    assertThat(told).hasSize(1);
  }

  @Test
  void whatWasNotToldWhileDebugWasOffIsToldWhenItIsOn() {
    attach(logger, () -> {});
    logger.setLevel(Level.INFO);
    missing.check(new RestFields());
    assertThat(told).isEmpty();
    logger.setLevel(Level.DEBUG);
    missing.check(new RestFields());
    assertThat(told).hasSize(1);
  }

  @Test
  void anAppenderThatTellsOfSuchASetItselfEnds() {
    attach(logger, () -> missing.check(new RestFields()));
    missing.check(new RestFields());
    assertThat(told).hasSize(1);
  }

  @Test
  void aLoggingSystemThatThrowsIsNotTheEventsTrouble() {
    context.addTurboFilter(
        new TurboFilter() {
          @Override
          public FilterReply decide(
              @Nullable Marker marker,
              Logger logger,
              Level level,
              @Nullable String format,
              Object @Nullable [] params,
              @Nullable Throwable t) {
            throw new IllegalStateException("thrown by a filter");
          }
        });
    missing.check(new RestFields());
    assertThat(told).isEmpty();
  }

  @Test
  void anEventTellsItByTheLoggerOfTheClass() {
    Logger ofClass = (Logger) LoggerFactory.getLogger(ConnectorFields.class);
    AppenderBase<ILoggingEvent> appender = attach(ofClass, () -> {});
    ofClass.setAdditive(false);
    try (LineRecorder lines = LineRecorder.ofGlobalContext()) {
      lines.worker().info("first", e -> e.connector(new ComfyUiFields().nodeId("3")));
      lines.worker().info("second", e -> e.connector(new ComfyUiFields().nodeId("4")));
      assertThat(lines.takeLines()).hasSize(2);
    } finally {
      ofClass.detachAppender(appender);
      ofClass.setAdditive(true);
      ofClass.setLevel(null);
    }
    assertThat(told)
        .containsExactly(
            "DEBUG An event of the connector comfyui lacks recommended fields: prompt_id,"
                + " model_name. Of each this is told once.");
  }
}
