package io.emp.logging.fluent;

import java.nio.file.Path;

/** The doctor before Fluent Bit. Skipped where there is none on the PATH. */
class FluentBitDoctorTest extends DoctorContract {

  @Override
  ContractCollector guarded(Path directory, Security security, Security.Files files) {
    return new FluentBitSecurityTest().collector(directory, security, files);
  }

  @Override
  ContractCollector open(Path directory) {
    return new FluentBitCollector(directory);
  }

  @Override
  ContractCollector http(Path directory) {
    return new FluentBitCollector(directory, "http", "");
  }
}
