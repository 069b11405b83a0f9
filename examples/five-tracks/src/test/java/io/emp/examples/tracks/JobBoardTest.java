package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobEvent;
import io.emp.logging.JobLogger;
import org.junit.jupiter.api.Test;

class JobBoardTest {

  private final JobBoard board = new JobBoard();
  private final ConnectorLogger logger =
      ConnectorLogger.builder().machineId("machine-a").workerId("worker-1").listener(board).build();

  @Test
  void aJobIsOnTheBoardFromItsStartToItsEnd() {
    logger.withJobContext(
        "job-1",
        job -> {
          job.jobProgress(e -> e.progress(40).executionStep("KSampler"));
          assertThat(board.open())
              .singleElement()
              .satisfies(
                  entry -> {
                    assertThat(entry.state()).isEqualTo(JobEvent.Type.PROGRESS);
                    assertThat(entry.progress()).isEqualTo(40);
                    assertThat(entry.step()).isEqualTo("KSampler");
                    assertThat(entry.workerId()).isEqualTo("worker-1");
                  });
        });
    assertThat(board.open()).isEmpty();
    assertThat(board.ended())
        .singleElement()
        .satisfies(entry -> assertThat(entry.progress()).isEqualTo(100));
  }

  @Test
  void aFailedJobKeepsItsProgress() {
    assertThatThrownBy(
            () ->
                logger.withJobContext(
                    "job-1",
                    job -> {
                      job.jobProgress(e -> e.progress(40));
                      throw new IllegalStateException("no model");
                    }))
        .hasMessage("no model");
    assertThat(board.ended())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(JobEvent.Type.FAILED);
              assertThat(entry.progress()).isEqualTo(40);
            });
  }

  @Test
  void aSecondEndChangesNothing() {
    try (JobLogger job = logger.withJobContext("job-1")) {
      job.jobCompleted();
      job.jobFailed("late");
    }
    assertThat(board.ended())
        .singleElement()
        .satisfies(entry -> assertThat(entry.state()).isEqualTo(JobEvent.Type.COMPLETED));
  }

  @Test
  void theBoardForgetsTheOldest() {
    for (int i = 0; i < 1001; i++) {
      logger.withJobContext("job-" + i, job -> {});
    }
    assertThat(board.ended()).hasSize(1000);
    assertThat(board.ended().get(0).jobId()).isEqualTo("job-1");
  }
}
