package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logback is configured anew while events are logged in between, as its scan does. */
@Timeout(60)
class ReconfigurationTest {

  private static final int ROUNDS = 5;
  private static final int EACH = 1_000;

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private final List<CollectedEvent> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void nothingIsLostAndNothingIsDoubled() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      for (int round = 0; round < ROUNDS; round++) {
        configure(collector.port(), "<shutdownTimeout>50 seconds</shutdownTimeout>");
        log(round);
      }
      context.stop();

      requireAllOnceAndInOrder();
    }
  }

  @Test
  void withABufferOnDiskNeitherWhileTheCollectorIsAway() throws Exception {
    String onDisk = "<bufferDirectory>" + directory + "</bufferDirectory>";
    int port = FreePort.find();
    for (int round = 0; round < ROUNDS - 1; round++) {
      configure(port, onDisk + "<shutdownTimeout>100 milliseconds</shutdownTimeout>");
      log(round);
    }
    // Before there is a collector: whose acknowledgement a stop gives up on may get all twice.
    context.reset();
    try (ForwardCollector collector = ForwardCollector.start(port, events::add)) {
      configure(port, onDisk + "<shutdownTimeout>50 seconds</shutdownTimeout>");
      log(ROUNDS - 1);
      context.stop();

      requireAllOnceAndInOrder();
      assertThat(collector.problems()).isEmpty();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private void requireAllOnceAndInOrder() {
    assertThat(List.copyOf(events).stream().map(event -> event.fields().get("message")).toList())
        .isEqualTo(IntStream.range(0, ROUNDS * EACH).mapToObj(i -> "event " + i).toList());
  }

  private void log(int round) {
    for (int i = round * EACH; i < (round + 1) * EACH; i++) {
      context.getLogger("test").info("event {}", i);
    }
  }

  private void configure(int port, String properties) throws Exception {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String xml =
        """
        <configuration>
          <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">
            <endpoints>127.0.0.1:%s</endpoints>
            %s
          </appender>
          <root level="INFO"><appender-ref ref="FLUENTD"/></root>
        </configuration>
        """
            .formatted(port, properties);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
