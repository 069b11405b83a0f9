package io.emp.examples.tracks;

import io.emp.logging.ConnectorLogger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.LoggerFactory;

/** What docs/logs.md shows. */
final class LogsExample {

  private LogsExample() {}

  public static void main(String[] args) {
    ConnectorLogger logger = ConnectorLogger.fromEnvironment("comfyui-local");
    logger.info("Model loaded", e -> e.field("model_name", "sdxl").field("load_time_ms", 2500));
    logger.withJobContext(
        "job-12345",
        job -> {
          // Any library's line, on this thread or on one that the job is carried to.
          LoggerFactory.getLogger("http.client").info("GET /prompt");
          job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
        });

    ExecutorService executor = Executors.newSingleThreadExecutor();
    logger.withJobContext(
        "job-12346",
        job -> {
          CompletableFuture.supplyAsync(() -> download("sdxl"), job.wrap(executor))
              .thenAcceptAsync(model -> job.info("Downloaded " + model), job.wrap(executor))
              .join();
        });
    executor.shutdown();
  }

  private static String download(String model) {
    LoggerFactory.getLogger("http.client").info("GET /models");
    return model;
  }
}
