package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;

/**
 * What masking adds to the writing of a record in which there is nothing to mask. Masking is
 * configured for a whole process; so processes with it and without it take turns, and one row shows
 * the medians of each. Not a test of each build, since it measures: {@code mvn test -pl
 * emp-core-logging -am -Dtest=MaskingMeasurement -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(600)
class MaskingMeasurement {

  private static final int PAIRS = 3;
  private static final int ROUNDS = 30;

  /** Writes records in this process, and prints the best round's nanoseconds for each kind. */
  static final class Main {
    public static void main(String[] arguments) {
      Map<String, LoggingEvent[]> events = events();
      for (int warmUp = 0; warmUp < 3; warmUp++) {
        events.values().forEach(some -> round(some, 20_000));
      }
      events.forEach(
          (name, some) -> {
            double best = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
              best = Math.min(best, round(some, name.contains("throwable") ? 2_000 : 10_000));
            }
            System.out.println(name + "=" + best);
          });
    }

    private static double round(LoggingEvent[] events, int count) {
      JsonWriter writer = new JsonWriter();
      long start = System.nanoTime();
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        writer.write(events[i % events.length]);
        bytes += writer.length();
      }
      double nanos = (double) (System.nanoTime() - start) / count;
      if (bytes == 0) {
        throw new AssertionError();
      }
      return nanos;
    }
  }

  private static Map<String, LoggingEvent[]> events() {
    Map<String, LoggingEvent[]> events = new LinkedHashMap<>();
    events.put("an event with 8 MDC entries and 6 key-values", some(1, () -> job(text -> text)));
    // As many as no memory of theirs holds.
    events.put("the same, each text a new one", some(1000, () -> job(String::new)));
    String sentence =
        "The worker has taken the job from its queue and renders 4 images of 512x512. ";
    String message = sentence.repeat(3).substring(0, 200);
    events.put("a message of 200 characters, a constant", some(1, () -> event(message)));
    events.put(
        "a message of 200 characters, a new one", some(1000, () -> event(new String(message))));
    events.put("a throwable of 20 frames", some(1, MaskingMeasurement::failed));
    return events;
  }

  private static LoggingEvent[] some(int count, Supplier<LoggingEvent> maker) {
    return Stream.generate(maker).limit(count).toArray(LoggingEvent[]::new);
  }

  /** An event of a job; what becomes of each text decides whether it is a constant. */
  private static LoggingEvent job(UnaryOperator<String> text) {
    LoggingEvent job = event(text.apply("Sampling step 7 of 50 done"));
    Map<String, String> mdc = new LinkedHashMap<>();
    mdc.put("job_id", text.apply("job-12345"));
    mdc.put("machine_id", text.apply("railway-comfyui-01"));
    mdc.put("worker_id", text.apply("worker-001"));
    mdc.put("trace_id", text.apply("0af7651916cd43dd8448eb211c80319c"));
    mdc.put("service_type", text.apply("comfyui"));
    mdc.put("request_id", text.apply("req_01HV6K3W8Q"));
    mdc.put("tenant", text.apply("example-media"));
    mdc.put("region", text.apply("eu-central-1"));
    job.setMDCPropertyMap(mdc);
    job.setKeyValuePairs(
        List.of(
            new KeyValuePair("model_name", text.apply("sdxl-turbo-1.0")),
            new KeyValuePair("sampler", text.apply("euler_ancestral")),
            new KeyValuePair("step", 7),
            new KeyValuePair("steps", 50),
            new KeyValuePair("node_id", text.apply("3f2504e0-4f89-11d3")),
            new KeyValuePair("cached", true)));
    return job;
  }

  private static LoggingEvent failed() {
    LoggingEvent failed = event("Upload failed");
    IOException thrown = new IOException("Connection reset by peer while the upload was running");
    StackTraceElement[] frames = new StackTraceElement[20];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new StackTraceElement("io.example.upload.Step" + i, "run", "Step.java", 100 + i);
    }
    thrown.setStackTrace(frames);
    failed.setThrowableProxy(new ThrowableProxy(thrown));
    return failed;
  }

  private static LoggingEvent event(String message) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return new LoggingEvent(
        MaskingMeasurement.class.getName(),
        context.getLogger("io.example.Worker"),
        Level.INFO,
        message,
        null,
        null);
  }

  @Test
  void recordsWithMaskingAndWithout(@TempDir Path directory) throws Exception {
    Map<String, List<Double>> on = new LinkedHashMap<>();
    Map<String, List<Double>> off = new LinkedHashMap<>();
    for (int i = 0; i < PAIRS; i++) {
      measure(directory, "off", off);
      measure(directory, "on", on);
    }
    assertThat(on).hasSize(5);
    System.out.println("| record | off, ns | on, ns | more, ns | more |");
    on.forEach(
        (name, values) -> {
          double without = median(off.getOrDefault(name, List.of()));
          double with = median(values);
          System.out.printf(
              "| %s | %.0f | %.0f | %.0f | %.0f %% |%n",
              name, without, with, with - without, 100 * (with - without) / without);
        });
  }

  private static void measure(Path directory, String mask, Map<String, List<Double>> results)
      throws Exception {
    ChildJvm.Result result =
        ChildJvm.whole().option("-Demp.logging.mask=" + mask).run(directory, Map.of(), Main.class);
    for (String line : result.lines()) {
      String[] parts = line.split("=", 2);
      results.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(Double.valueOf(parts[1]));
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
