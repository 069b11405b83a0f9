package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {

  private final AtomicLong clock = new AtomicLong();
  private final ContextBase context = new ContextBase();
  private DeliverySnapshot counts = counts(0);
  private final DeliveryReport report;

  DeliveryReportTest() {
    ContextAwareBase status = new ContextAwareBase();
    status.setContext(context);
    report = new DeliveryReport(status, "forward://host:1", () -> counts, clock::get);
  }

  @Test
  void theFirstFailureIsToldAtOnceWithItsCauseAndTheRemedy() {
    report.failed(new IOException("Connection refused"));

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0))
        .contains("forward://host:1", "Connection refused", "FLUENTD_HOST", "FLUENTD_PORT");
  }

  @Test
  void furtherFailuresAreToldAtIntervalsThatDouble() {
    for (int second = 0; second < 3600; second++) {
      report.failed(new IOException("Connection refused"));
      clock.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    // At 0, 1, 3, 7, 15 and 31 minutes.
    assertThat(warnings()).hasSize(6);
    assertThat(warnings().get(5)).contains("after 1860 s", "1861 attempts");
  }

  @Test
  void recoveryIsToldOnceWithHowLongItTook() {
    report.failed(new IOException("Connection refused"));
    clock.addAndGet(Duration.ofSeconds(12).toNanos());

    report.delivered();
    report.delivered();

    assertThat(messages()).hasSize(2);
    assertThat(messages().get(1))
        .contains("works again after 12 s and 1 failed attempts")
        .doesNotContain("dropped");
  }

  @Test
  void dropsAreToldWhenTheyAreFirstSeenAndSummedUpOnRecovery() {
    report.failed(new IOException("Connection refused"));
    counts = counts(7);
    report.failed(new IOException("Connection refused"));
    counts = counts(9);
    report.failed(new IOException("Connection refused"));
    report.delivered();

    assertThat(warnings()).hasSize(3);
    assertThat(warnings().get(1)).contains("7 BUFFER_FULL");
    assertThat(warnings().get(2)).contains("works again", "9 BUFFER_FULL");
  }

  @Test
  void whatIsLostAtTheStopIsTold() {
    counts = new DeliverySnapshot("r", 5, 2, 0, Map.of(DropReason.SHUTDOWN, 3L), 1);

    report.stopped();

    assertThat(warnings()).singleElement().asString().contains("3 events", "shutdownTimeout");
  }

  private static DeliverySnapshot counts(long dropped) {
    return new DeliverySnapshot(
        "r", 10 + dropped, 0, 10, Map.of(DropReason.BUFFER_FULL, dropped), 1);
  }

  private List<String> messages() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .map(Status::getMessage)
        .toList();
  }

  private List<String> warnings() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() == Status.WARN)
        .map(Status::getMessage)
        .toList();
  }
}
