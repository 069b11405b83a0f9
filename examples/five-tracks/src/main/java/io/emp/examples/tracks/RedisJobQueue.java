package io.emp.examples.tracks;

import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.KeyValue;

/** A queue of jobs: a hash for each, and a list of the ids of those that wait. */
final class RedisJobQueue {

  private static final String WAITING = "jobs:waiting";

  private final RedisClient redis;

  RedisJobQueue(RedisClient redis) {
    this.redis = redis;
  }

  /**
   * A job as it was claimed.
   *
   * @param context where it belongs, and the trace it was submitted in
   * @param input what is to be done
   */
  record Claimed(JobContext context, String input) {}

  /** Puts a job into the queue, its ids and its trace with it. */
  void submit(JobLogger job, String input) {
    Map<String, String> hash = new HashMap<>();
    hash.put("input", input);
    job.inject(hash);
    String jobId = job.jobContext().jobId();
    redis.hset(key(jobId), hash);
    redis.lpush(WAITING, jobId);
  }

  /** Takes the job that has waited longest; null where none comes in time. */
  @Nullable Claimed claim(Duration timeout) {
    KeyValue<String, String> popped = redis.brpop(timeout.toMillis() / 1000.0, WAITING);
    if (popped == null) {
      return null;
    }
    String jobId = popped.getValue();
    Map<String, String> hash = redis.hgetAll(key(jobId));
    return new Claimed(JobContext.extract(jobId, hash), hash.getOrDefault("input", ""));
  }

  private static String key(String jobId) {
    return "job:" + jobId;
  }
}
