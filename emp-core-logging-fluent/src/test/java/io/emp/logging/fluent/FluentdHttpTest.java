package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract of HTTP over Fluentd. Skipped where there is none on the PATH. */
class FluentdHttpTest extends HttpContract {

  @Override
  ContractCollector collector(Path directory) {
    return new FluentdCollector(directory, "http", "");
  }

  @Override
  boolean keepsTimes() {
    return true;
  }
}
