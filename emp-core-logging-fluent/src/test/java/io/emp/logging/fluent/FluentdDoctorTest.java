package io.emp.logging.fluent;

import java.nio.file.Path;

/** The doctor before Fluentd. Skipped where there is none on the PATH. */
class FluentdDoctorTest extends DoctorContract {

  @Override
  ContractCollector guarded(Path directory, Security security, Security.Files files) {
    return new FluentdSecurityTest().collector(directory, security, files);
  }

  @Override
  ContractCollector open(Path directory) {
    return new FluentdCollector(directory);
  }

  @Override
  ContractCollector http(Path directory) {
    return new FluentdCollector(directory, "http", "");
  }
}
