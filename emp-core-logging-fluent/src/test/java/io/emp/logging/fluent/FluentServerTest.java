package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract over FluentServer. */
class FluentServerTest extends CollectorContract {

  @Override
  ContractCollector collector(Path directory) {
    return new FluentServerCollector(directory);
  }
}
