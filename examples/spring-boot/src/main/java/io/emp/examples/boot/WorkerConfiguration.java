package io.emp.examples.boot;

import io.emp.logging.ConnectorLogger;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the worker is made of. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

  @Bean
  ConnectorLogger connectorLogger(
      @Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration timeout) {
    return ConnectorLogger.builder()
        .connectorId("comfyui-local")
        .exitGrace(timeout.plusSeconds(5))
        .build();
  }

  /** Stands for the queue that jobs come from; each message has the form that it would carry. */
  @Bean
  Queue<Map<String, String>> jobs() {
    return new ConcurrentLinkedQueue<>();
  }
}
