package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract over Fluent Bit itself. Skipped where there is none on the PATH. */
class FluentBitTest extends CollectorContract {

  @Override
  ContractCollector collector(Path directory) {
    return new FluentBitCollector(directory);
  }
}
