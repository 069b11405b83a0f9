package io.emp.logging.fluent;

import java.util.Locale;

/** How events travel. */
enum Protocol {
  /** Fluentd's Forward protocol, with acknowledgements. */
  FORWARD,
  /** JSON over HTTP, for Fluentd's {@code in_http} and Fluent Bit's HTTP input. */
  HTTP,
  /** Through the library fluent-logger-java. */
  FLUENT_LOGGER;

  /** As it is written in a configuration. */
  final String configName = name().toLowerCase(Locale.ROOT).replace('_', '-');
}
