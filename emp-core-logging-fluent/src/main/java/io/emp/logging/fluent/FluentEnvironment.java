package io.emp.logging.fluent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The appender's part of the environment. A blank variable counts as unset. */
final class FluentEnvironment {

  private final Map<String, String> variables;

  FluentEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  @Nullable String text(String variable) {
    String value = variables.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** What was set in the configuration, else what the environment says. */
  @Nullable String text(@Nullable String property, String variable) {
    return property == null || property.isBlank() ? text(variable) : property.strip();
  }
}
