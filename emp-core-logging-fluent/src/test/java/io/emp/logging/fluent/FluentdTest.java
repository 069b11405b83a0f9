package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract over Fluentd itself. Skipped where there is none on the PATH. */
class FluentdTest extends CollectorContract {

  @Override
  ContractCollector collector(Path directory) {
    return new FluentdCollector(directory);
  }
}
