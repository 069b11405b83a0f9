package io.emp.examples.worker;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One job: an image, and where its thumbnail goes.
 *
 * @param context the job's id and where it belongs, as a queue would hand it over
 */
record ThumbnailJob(JobContext context, Path image, Path thumbnail, Pace pace) {

  static final int LONGEST_SIDE = 128;

  /**
   * Does the job and tells its life. {@code withJobContext} tells that it was received and started,
   * and, where {@code make} throws, that it failed and why.
   */
  void run(ConnectorLogger worker) throws IOException {
    worker.withJobContext(context, this::make);
  }

  private void make(JobLogger job) throws IOException {
    long inputSize = Files.size(image);
    job.jobProgress(e -> e.progress(0).executionStep("decode").inputSize(inputSize));
    pace.step();
    BufferedImage decoded = ImageFiles.read(image);

    job.jobProgress(e -> e.progress(50).executionStep("scale"));
    pace.step();
    BufferedImage scaled = ImageFiles.scale(decoded, LONGEST_SIDE);

    job.jobProgress(e -> e.progress(80).executionStep("write"));
    long outputSize = ImageFiles.writePng(scaled, thumbnail);

    // Told here for its fields; without this call withJobContext would tell job_completed by
    // itself.
    job.jobCompleted(
        e ->
            e.outputSize(outputSize)
                .outputCount(1)
                .field("width", scaled.getWidth())
                .field("height", scaled.getHeight()));
  }
}
