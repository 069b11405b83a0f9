package io.emp.examples.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service: it takes jobs off a queue until it is told to end. */
@SpringBootApplication
@EnableScheduling
@EnableAsync
public class WorkerApplication {

  /**
   * Runs the service.
   *
   * @param args Spring Boot's
   */
  public static void main(String[] args) {
    SpringApplication.run(WorkerApplication.class, args);
  }
}
