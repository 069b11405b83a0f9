package io.emp.examples.tracks;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobLogger;
import io.emp.logging.JobStep;
import java.time.Duration;
import java.util.Locale;
import redis.clients.jedis.RedisClient;

/** A worker that takes jobs from the queue: the other process of two. */
final class QueueWorker {

  private QueueWorker() {}

  /**
   * Does jobs until none has come for some seconds.
   *
   * @param args host and port of the Redis, how many jobs to do, and how many seconds to wait
   */
  public static void main(String[] args) {
    try (RedisClient redis = RedisClient.create(args[0], Integer.parseInt(args[1]))) {
      ConnectorLogger logger =
          ConnectorLogger.builder()
              .connectorId("comfyui-local")
              .listener(new RedisEventPublisher(redis, "jobs:events"))
              .build();
      RedisJobQueue queue = new RedisJobQueue(redis);
      Duration patience = Duration.ofSeconds(Long.parseLong(args[3]));
      for (int i = Integer.parseInt(args[2]); i > 0; i--) {
        RedisJobQueue.Claimed claimed = queue.claim(patience);
        if (claimed == null) {
          break;
        }
        logger.withJobContext(claimed.context(), job -> render(job, claimed.input()));
      }
      ConnectorLogger.cancelOpenJobs();
    }
  }

  private static String render(JobLogger job, String prompt) {
    String image;
    try (JobStep step = job.step(JobStep.IMAGE_GENERATION)) {
      step.attribute("prompt_length", prompt.length());
      job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
      image = prompt.toUpperCase(Locale.ROOT);
    }
    job.jobCompleted(e -> e.outputCount(1).outputSize(image.length()));
    return image;
  }
}
