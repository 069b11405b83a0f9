package io.emp.examples.boot;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes a job when one is there, and does it on the scheduler's thread. */
@Component
class JobPoller {

  private static final Logger LOG = LoggerFactory.getLogger(JobPoller.class);

  private final ConnectorLogger logger;
  private final Queue<Map<String, String>> jobs;
  private final Renderer renderer;

  JobPoller(ConnectorLogger logger, Queue<Map<String, String>> jobs, Renderer renderer) {
    this.logger = logger;
    this.jobs = jobs;
    this.renderer = renderer;
  }

  @PostConstruct
  void begin() {
    logger.machineStarted();
  }

  @PreDestroy
  void end() {
    logger.serviceEvent("shutdown", "Takes no more jobs");
  }

  @Scheduled(fixedDelay = 50)
  void poll() throws Exception {
    Map<String, String> message = jobs.poll();
    if (message != null) {
      handle(message);
    }
  }

  private void handle(Map<String, String> message) throws Exception {
    logger.withJobContext(
        JobContext.extract(message),
        job -> {
          LOG.info("Renders two pictures");
          CompletableFuture<String> preview = renderer.preview(job);
          String image = renderer.image(Long.parseLong(message.getOrDefault("millis", "0")));
          job.jobCompleted(e -> e.outputCount(2).outputSize(image.length()));
          return preview.get();
        });
  }
}
