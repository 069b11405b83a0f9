package io.emp.examples.boot;

import io.emp.logging.JobContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The service, with jobs in its queue: {@code --job=<id>:<milliseconds>}, as often as there are.
 */
final class ServiceWithJobs {

  private ServiceWithJobs() {}

  /**
   * Runs the service.
   *
   * @param args the jobs, and Spring Boot's
   */
  public static void main(String[] args) {
    SpringApplication.from(WorkerApplication::main).with(Submitter.class).run(args);
  }

  /** No {@code @Configuration}, which the scan for components would find. */
  static final class Submitter {

    @Bean
    ApplicationRunner submit(Queue<Map<String, String>> jobs) {
      return arguments -> {
        for (String job : arguments.getOptionValues("job")) {
          String[] parts = job.split(":", 2);
          Map<String, String> message = new HashMap<>(Map.of("millis", parts[1]));
          JobContext.of(parts[0]).inject(message);
          jobs.add(message);
        }
      };
    }
  }
}
