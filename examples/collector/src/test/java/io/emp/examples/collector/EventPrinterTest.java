package io.emp.examples.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventPrinterTest {

  private static final Instant TIME = Instant.parse("2026-11-24T14:39:52.123456789Z");

  @Test
  void printsAnEventOfAJobInOneLine() {
    String line =
        print(
            "timestamp", "2026-11-24T14:39:52.123456Z",
            "level", "info",
            "message", "Resizing",
            "logger", "worker",
            "thread", "main",
            "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736",
            "job_id", "job-12345",
            "worker_id", "worker-1",
            "event_type", "job_progress",
            "job_status", "processing",
            "progress", 50.0,
            "execution_step", "resize",
            "run_id", "5f3a",
            "seq", 7L);

    assertThat(line)
        .isEqualTo(
            "14:39:52.123456 info  job-12345                 worker-1          job_progress      50%  \"Resizing\""
                + " execution_step=resize trace=4bf92f35...\n");
  }

  @Test
  void printsDurationsThenTheErrorThenTheCallersFields() {
    String line =
        print(
            "level", "error",
            "message", "Job failed",
            "job_id", "j",
            "machine_id", "vm-7",
            "worker_id", "w",
            "event_type", "job_failed",
            "duration_ms", 1200L,
            "queue_wait_ms", 30L,
            "attempt", 2L,
            "error_type", "timeout",
            "error_message", "no answer",
            "exception_type", "java.net.SocketTimeoutException",
            "stack_trace", "java.net.SocketTimeoutException: no answer\n\tat A.b(A.java:1)",
            "image", "cat.png");

    assertThat(line)
        .isEqualTo(
            columns("error", "j", "vm-7/w", "job_failed")
                + "\"Job failed\" duration_ms=1200"
                + " queue_wait_ms=30 error_type=timeout error_message=\"no answer\""
                + " exception_type=java.net.SocketTimeoutException attempt=2 image=cat.png"
                + " trace=-\n");
  }

  @Test
  void namesTheExceptionOfAStackTraceThatComesAlone() {
    assertThat(print("stack_trace", "java.io.IOException: disk full\n\tat A.b(A.java:1)"))
        .endsWith("- exception_type=java.io.IOException trace=-\n");
    assertThat(print("stack_trace", "java.lang.StackOverflowError\n\tat A.b(A.java:1)"))
        .endsWith("- exception_type=java.lang.StackOverflowError trace=-\n");
  }

  @Test
  void printsAPlainLineWithAHyphenForWhatItDoesNotHave() {
    assertThat(print("level", "warn", "message", "Disk nearly full"))
        .isEqualTo(columns("warn", "-", "-", "log") + "\"Disk nearly full\" trace=-\n");
    assertThat(print()).isEqualTo(columns("-", "-", "-", "log") + "- trace=-\n");
  }

  @Test
  void printsTheTimeOfDayOfAnyInstant() {
    assertThat(print(Instant.EPOCH, Map.of())).startsWith("00:00:00.000000 ");
    assertThat(print(Instant.ofEpochSecond(-1), Map.of())).startsWith("23:59:59.000000 ");
    assertThat(print(Instant.MAX, Map.of())).startsWith("23:59:59.999999 ");
    assertThat(print(Instant.MIN, Map.of())).startsWith("00:00:00.000000 ");
  }

  @Test
  void aValueCannotStartALineOrMoveTheCursor() {
    String hostile = "x\n14:39:53 INFO forged\r\u001b[2J\u009b1A\u0000\u007f\u2028\u202e\ud800";
    for (String key :
        List.of("level", "job_id", "machine_id", "event_type", "progress", "message", "own")) {
      String line = print(key, hostile);

      assertThat(line.strip().codePoints())
          .as(key)
          .noneMatch(c -> c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x202e);
      assertThat(line)
          .as(key)
          .contains(
              "\"x\\n14:39:53 INFO forged\\r\\u001b[2J\\u009b1A\\u0000\\u007f\\u2028\\u202e\\ud800\"");
    }
  }

  @Test
  void aTraceIdOrAKeyCannotEither() {
    assertThat(print("trace_id", "\n\u001b[2J and more"))
        .endsWith("  - trace=\"\\n\\u001b[2J an\"...\n");
    assertThat(print("a\nb", 1L)).endsWith("  - \"a\\nb\"=1 trace=-\n");
    assertThat(print("stack_trace", "a b\u001b[2J: c"))
        .endsWith("  - exception_type=\"a b\\u001b[2J\" trace=-\n");
  }

  @Test
  void aValueCannotLookLikeAnotherField() {
    assertThat(print("own", "x level=ERROR")).contains(" own=\"x level=ERROR\" ");
    assertThat(print("own", "x\" level=\"ERROR")).contains(" own=\"x\\\" level=\\\"ERROR\" ");
    assertThat(print("own", "x\\")).contains(" own=\"x\\\\\" ");
    assertThat(print("own", "x\u00a0level=ERROR")).contains(" own=\"x\u00a0level=ERROR\" ");
    assertThat(print("job_id", "-")).contains(columns("-", "\"-\"", "-", "log"));
    assertThat(print("own", "")).contains(" own=\"\" ");
  }

  @Test
  void printsListsAndMapsWithTheirTextQuoted() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("a", 1L);
    map.put("b\n", Arrays.asList("x, y", null, true));

    assertThat(print("own", map)).contains(" own={\"a\":1,\"b\\n\":[\"x, y\",null,true]} ");
  }

  @Test
  void usesColoursOnlyWhereAsked() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    CollectedEvent event = new CollectedEvent("app", TIME, Map.of("level", "error"));
    new EventPrinter(out, true).accept(event);
    new EventPrinter(out, false).accept(event);
    new EventPrinter(out).accept(event);

    String line = columns("error", "-", "-", "log") + "- trace=-";
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(line.replace("error", "\u001b[31merror\u001b[0m"), line, line);
  }

  @Test
  void aLongTextMovesWhatFollowsIt() {
    String jobId = "0f6a2c1e-55b1-4c8f-9a53-6f3c2b7d1e90";

    assertThat(print("job_id", jobId)).contains(" " + jobId + "  -  ");
  }

  @Test
  void linesOfSeveralThreadsStayWhole() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventPrinter printer = new EventPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    CollectedEvent event = new CollectedEvent("app", TIME, Map.of("message", "x".repeat(100)));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 500; n++) {
                  printer.accept(event);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    String expected = columns("-", "-", "-", "log") + "\"" + "x".repeat(100) + "\" trace=-";
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(2000).containsOnly(expected);
  }

  private static String columns(String level, String job, String worker, String type) {
    return "14:39:52.123456 %-5s %-24s  %-16s  %-16s  ".formatted(level, job, worker, type);
  }

  private static String print(Object... keysAndValues) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return print(TIME, fields);
  }

  private static String print(Instant time, Map<String, @Nullable Object> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new EventPrinter(out).accept(new CollectedEvent("app", time, fields));
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
