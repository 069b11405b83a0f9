package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {

  private final ManualClock clock = new ManualClock();
  private final ContextBase context = new ContextBase();
  private DeliverySnapshot counts = counts(0);
  private final DeliveryReport report;

  DeliveryReportTest() {
    ContextAwareBase status = new ContextAwareBase();
    status.setContext(context);
    report = new DeliveryReport(status, () -> "forward://host:1", () -> counts, clock);
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
      clock.advance(Duration.ofSeconds(1));
    }

    // At 0, 1, 3, 7, 15 and 31 minutes.
    assertThat(warnings()).hasSize(6);
    assertThat(warnings().get(5)).contains("after 1860 s", "1861 attempts");
  }

  @Test
  void recoveryIsToldOnceWithHowLongItTook() {
    report.failed(new IOException("Connection refused"));
    clock.advance(Duration.ofSeconds(12));

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
  void whatGoesToTheFallbackIsNotSaidToBeDroppedForWantOfRoom() {
    report.failed(new IOException("Connection refused"));
    counts = counts(20, 10, Map.of(DropReason.FALLBACK, 10L));
    report.failed(new IOException("Connection refused"));
    report.failed(new IOException("Connection refused"));

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(1)).contains("fallback", "10 FALLBACK").doesNotContain("full");
  }

  @Test
  void dropsWhileDeliveryWorksAreToldAtIntervalsThatDouble() {
    report.droppedWhileDelivering();
    assertThat(warnings()).isEmpty();

    for (int second = 0; second < 600; second++) {
      counts = counts(1 + second);
      report.droppedWhileDelivering();
      clock.advance(Duration.ofSeconds(1));
    }

    // At 0, 1, 3 and 7 minutes.
    assertThat(warnings()).hasSize(4);
    assertThat(warnings().get(0)).contains("More events come than", "1 BUFFER_FULL");
  }

  @Test
  void whoIsNotLetInIsNotToldToLookAtHostAndPort() {
    report.failed(new NotAdmittedException("the shared key differs", null));

    assertThat(warnings()).singleElement().asString().doesNotContain("FLUENTD_HOST");
  }

  @Test
  void dropsThatNobodyToldOfAreToldAtTheStop() {
    counts = counts(7);

    report.stopped();

    assertThat(warnings()).singleElement().asString().contains("7 events were dropped");
  }

  @Test
  void whatIsLeftAtAnExitWithoutAStopIsTold() {
    report.exits();

    assertThat(messages()).singleElement().asString().contains("exits with 10 events");
  }

  @Test
  void whatIsLostAtTheStopIsTold() {
    counts = counts(5, 0, Map.of(DropReason.SHUTDOWN, 3L));

    report.stopped();

    assertThat(warnings()).singleElement().asString().contains("3 events", "shutdownTimeout");
  }

  /** The SDK's exit hook gives up first, and a framework's then stops logging. */
  @Test
  void aSecondStopTellsOnlyWhatIsNew() {
    counts = counts(5, 0, Map.of(DropReason.SHUTDOWN, 3L));
    report.stopped();
    report.stopped();

    assertThat(warnings()).hasSize(1);

    counts = counts(6, 0, Map.of(DropReason.SHUTDOWN, 4L));
    report.stopped();

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(1)).contains("4 events");
  }

  @Test
  void whatStaysOnDiskAtTheStopIsTold() {
    counts = counts(5, 4, Map.of());

    report.stopped();

    assertThat(warnings()).isEmpty();
    assertThat(messages()).singleElement().asString().contains("4 events", "kept on disk");
  }

  @Test
  void refusalsAreToldAtPowersOfTwo() {
    for (int i = 0; i < 9; i++) {
      report.refused(new IOException("bad record"), null);
    }

    assertThat(warnings()).hasSize(4).allMatch(text -> text.contains("bad record"));
  }

  private static DeliverySnapshot counts(long dropped) {
    return counts(10 + dropped, 10, Map.of(DropReason.BUFFER_FULL, dropped));
  }

  private static DeliverySnapshot counts(
      long accepted, long pending, Map<DropReason, Long> dropped) {
    return new DeliverySnapshot(
        "r", accepted, 0, 0, dropped, pending, 100, Duration.ZERO, 1, 1000, null);
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
