package io.emp.examples.tracks;

import io.emp.logging.JobEvent;
import io.emp.logging.JobEventListener;
import io.emp.logging.ServiceEvent;
import io.emp.logging.WorkerEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.XAddParams;

/**
 * Publishes a worker's events to a Redis stream, for a monitor that reads it with {@code XREAD}. It
 * is called in the background, so that a Redis that is slow or away delays no job; what it cannot
 * publish is counted by the logger and is in the logs all the same.
 */
final class RedisEventPublisher implements JobEventListener {

  /** Redis drops older entries beyond about so many. */
  private static final long MAX_ENTRIES = 100_000;

  private final RedisClient redis;
  private final String stream;

  RedisEventPublisher(RedisClient redis, String stream) {
    this.redis = redis;
    this.stream = stream;
  }

  @Override
  public void onJobEvent(JobEvent event) {
    publish(event);
  }

  @Override
  public void onServiceEvent(ServiceEvent event) {
    publish(event);
  }

  private void publish(WorkerEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    event.fields().forEach((key, value) -> fields.put(key, value.toString()));
    redis.xadd(stream, XAddParams.xAddParams().maxLen(MAX_ENTRIES).approximateTrimming(), fields);
  }
}
