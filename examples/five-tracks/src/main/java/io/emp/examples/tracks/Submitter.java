package io.emp.examples.tracks;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import redis.clients.jedis.RedisClient;

/** A service that submits a job: one process of two. */
final class Submitter {

  private Submitter() {}

  /**
   * Submits a job and ends.
   *
   * @param args host and port of the Redis, and the job's id
   */
  public static void main(String[] args) {
    ConnectorLogger logger = ConnectorLogger.fromEnvironment("job-api");
    try (RedisClient redis = RedisClient.create(args[0], Integer.parseInt(args[1]));
        JobLogger job =
            logger.withJobContext(
                JobContext.builder(args[2]).sessionId("s-1").workflowId("wf-7").build())) {
      new RedisJobQueue(redis).submit(job, "a lighthouse at dusk");
      job.info("Job submitted");
    }
  }
}
