package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract of guarded collectors over Fluent Bit. Skipped where there is none on the PATH. */
class FluentBitSecurityTest extends SecurityContract {

  @Override
  ContractCollector collector(Path directory, Security security, Security.Files files) {
    String more = "";
    if (security.tls) {
      more +=
          """
          tls on
          tls.crt_file %s
          tls.key_file %s
          """
              .formatted(files.serverCertificate(), files.serverKey());
    }
    if (security.clientCertificate) {
      more +=
          """
          tls.ca_file %s
          tls.verify on
          tls.verify_client_cert on
          """
              .formatted(files.ca());
    }
    if (security.sharedKey) {
      more +=
          """
          shared_key %s
          self_hostname collector
          """
              .formatted(Security.KEY);
    }
    if (security.user) {
      more += "security.users %s %s%n".formatted(Security.USERNAME, Security.PASSWORD);
    }
    return new FluentBitCollector(directory, "forward", more);
  }
}
