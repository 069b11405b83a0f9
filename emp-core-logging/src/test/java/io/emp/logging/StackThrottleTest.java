package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class StackThrottleTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("storm");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final StackThrottle throttle = new StackThrottle(5, nanos::get);
  private final FieldWriter.Pool<JsonWriter> pool =
      new FieldWriter.Pool<>(JsonWriter::new, throttle);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private ObjectNode told(@Nullable Throwable thrown) {
    JsonWriter writer = pool.take();
    writer.write(new LoggingEvent("fqcn", LOGGER, Level.ERROR, "Failed", thrown, null));
    ObjectNode record = WireSchema.valid(Arrays.copyOf(writer.buffer(), writer.length()));
    WireFormatTest.assertInOrder(record);
    pool.giveBack(writer);
    return record;
  }

  /** For each event whether it has its trace, and the count. */
  private List<String> storm(int events) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      ObjectNode record = told(new IllegalStateException("image " + i));
      assertThat(record.path("error_message").asText()).isEqualTo("image " + i);
      assertThat(record.has("error_type")).isTrue();
      assertThat(record.has("exception_type")).isTrue();
      assertThat(record.has("stack_hash")).isTrue();
      told.add(
          (record.has("stack_trace") ? "trace" : "none")
              + (record.has("stack_traces_left_out")
                  ? " " + record.path("stack_traces_left_out").asLong()
                  : ""));
    }
    return told;
  }

  @Test
  void ofOneErrorFiveTracesInAMinuteAreToldAndTheRestIsCounted() {
    assertThat(storm(8))
        .containsExactly("trace", "trace", "trace", "trace", "trace", "none 1", "none 2", "none 3");
  }

  @Test
  void afterTheMinuteTracesAreToldAgainAndTheFirstSaysHowManyWereLeftOut() {
    storm(8);
    pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(storm(1)).containsExactly("none 4");
    pass(Duration.ofNanos(1));
    assertThat(storm(6)).containsExactly("trace 4", "trace", "trace", "trace", "trace", "none 1");
  }

  @Test
  void anErrorThatIsRareIsAlwaysToldWhole() {
    for (int i = 0; i < 20; i++) {
      assertThat(storm(1)).containsExactly("trace");
      pass(Duration.ofSeconds(15));
    }
  }

  @Test
  void anotherErrorInTheStormIsToldWhole() {
    storm(8);
    assertThat(told(new IllegalArgumentException("x")).has("stack_trace")).isTrue();
  }

  @Test
  void anEventWithoutAThrowableAsksForNothing() {
    storm(8);
    assertThat(told(null).has("stack_traces_left_out")).isFalse();
  }

  @Test
  void withALimitOfZeroEveryTraceIsTold() {
    StackThrottle unlimited = new StackThrottle(0, nanos::get);
    for (int i = 0; i < 100; i++) {
      assertThat(unlimited.of("a")).isEqualTo(StackThrottle.Verdict.WHOLE);
    }
  }

  @Test
  void eachPoolCountsForItself() {
    storm(8);
    JsonWriter other = new FieldWriter.Pool<>(JsonWriter::new).take();
    other.write(
        new LoggingEvent(
            "fqcn", LOGGER, Level.ERROR, "Failed", new IllegalStateException("x"), null));
    assertThat(new String(other.buffer(), 0, other.length(), StandardCharsets.UTF_8))
        .contains("\"stack_trace\":");
  }

  @Test
  void theHashThatWasNotSeenForLongestIsForgotten() {
    for (int i = 0; i < 6; i++) {
      throttle.of("old");
      throttle.of("kept");
    }
    for (int i = 1; i < StackThrottle.MAX_HASHES; i++) {
      throttle.of("kept");
      throttle.of("new " + i);
    }
    assertThat(throttle.of("kept").traced()).isFalse();
    assertThat(throttle.of("old").traced()).isTrue();
  }

  @Test
  void threadsTogetherTellNoMoreThanTheLimitAndCountTheRest() throws Exception {
    int threads = 8;
    int each = 5_000;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> traced = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        traced.add(
            executor.submit(
                () -> {
                  long count = 0;
                  for (int j = 0; j < each; j++) {
                    count += throttle.of("a").traced() ? 1 : 0;
                  }
                  return count;
                }));
      }
      long told = 0;
      for (Future<Long> count : traced) {
        told += count.get();
      }
      assertThat(told).isEqualTo(5);
    } finally {
      executor.shutdown();
    }
    pass(Duration.ofMinutes(1));
    assertThat(throttle.of("a"))
        .isEqualTo(new StackThrottle.Verdict(true, (long) threads * each - 5));
  }

  @ParameterizedTest
  @CsvSource({"3,,3", ",7,7", "3,7,3", ",,5", "0,,0", "' 12 ',,12"})
  void thePropertyIsAskedFirstThenTheEnvironment(
      @Nullable String property, @Nullable String variable, int perMinute) {
    assertThat(StackThrottle.perMinute(name -> property, name -> variable)).isEqualTo(perMinute);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "", "99999999999"})
  void aBadValueIsToldAndTheDefaultUsed(String value) {
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      assertThat(
              StackThrottle.perMinute(
                  Map.of(StackThrottle.PROPERTY, value)::get, Map.<String, String>of()::get))
          .isEqualTo(StackThrottle.DEFAULT_PER_MINUTE);
    } finally {
      System.setErr(before);
    }
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("\"" + value + "\"", "emp.logging.stacks.per.minute", "Give how many", "5");
  }
}
