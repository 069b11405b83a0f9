package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract of HTTP over Fluent Bit. Skipped where there is none on the PATH. */
class FluentBitHttpTest extends HttpContract {

  @Override
  ContractCollector collector(Path directory) {
    return new FluentBitCollector(directory, "http", "");
  }

  @Override
  boolean keepsTimes() {
    return false;
  }
}
