package io.emp.examples.tracks;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.fluent.DeliveryMetrics;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.LoggerFactory;

/** The worker that docs/setup.md sets up. */
final class SetupExample {

  private final ConnectorLogger logger;
  private final ExecutorService pool;

  private SetupExample(ConnectorLogger logger, ExecutorService pool) {
    this.logger = logger;
    this.pool = pool;
  }

  /** Does one job, whose message has the form that a queue would have carried. */
  public static void main(String[] args) throws Exception {
    ConnectorLogger logger =
        ConnectorLogger.builder()
            .connectorId("comfyui-local")
            .exitGrace(Duration.ofSeconds(30))
            .build();
    logger.machineStarted();

    AutoCloseable delivery = DeliveryMetrics.install(GlobalOpenTelemetry.get());

    Map<String, String> message = new HashMap<>();
    JobContext.of("job-12345").inject(message);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    new SetupExample(logger, pool).handle(message);
    pool.shutdown();
    delivery.close();
  }

  private void handle(Map<String, String> message) throws Exception {
    logger.withJobContext(
        JobContext.extract(message),
        job -> {
          Future<String> preview = job.wrap(pool).submit(() -> render("preview"));
          job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
          String image = render("image");
          job.jobCompleted(e -> e.outputCount(2).outputSize(image.length()));
          return preview.get();
        });
  }

  private static String render(String what) {
    LoggerFactory.getLogger("comfyui.client").info("Rendering {}", what);
    return what;
  }

  /** Two workers of one process. */
  static List<ConnectorLogger> workers() {
    ConnectorLogger first = ConnectorLogger.builder().workerId("worker-001").build();
    ConnectorLogger second = ConnectorLogger.builder().workerId("worker-002").build();
    return List.of(first, second);
  }
}
