package io.emp.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emp.logging.ConnectorLogger;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** A {@code ConnectorLogger} among Spring's beans. */
class LoggerBeanTest {

  /** Spring would call one of them at the end of the context, before the last lines are told. */
  @Test
  void hasNoMethodThatSpringTakesForItsDestruction() {
    assertThat(AutoCloseable.class.isAssignableFrom(ConnectorLogger.class)).isFalse();
    assertThat(Arrays.stream(ConnectorLogger.class.getMethods()).map(Method::getName))
        .doesNotContain("close", "shutdown");
  }

  @Test
  void cannotStandBehindAProxy() {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.register(Beans.class);

      assertThatThrownBy(context::refresh)
          .hasStackTraceContaining("Cannot subclass final class io.emp.logging.ConnectorLogger");
    }
  }

  static final class Beans {

    @Bean
    ConnectorLogger logger() {
      return ConnectorLogger.builder().machineId("machine-a").workerId("worker-1").build();
    }

    @Bean
    Object user(@Lazy ConnectorLogger logger) {
      return logger.toString();
    }
  }
}
