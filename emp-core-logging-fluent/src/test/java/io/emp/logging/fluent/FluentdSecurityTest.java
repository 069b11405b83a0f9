package io.emp.logging.fluent;

import java.nio.file.Path;

/** The contract of guarded collectors over Fluentd. Skipped where there is none on the PATH. */
class FluentdSecurityTest extends SecurityContract {

  @Override
  ContractCollector collector(Path directory, Security security, Security.Files files) {
    String more = "";
    if (security.tls) {
      more +=
          """
          <transport tls>
            cert_path %s
            private_key_path %s
            client_cert_auth %s
            ca_path %s
          </transport>
          """
              .formatted(
                  files.serverCertificate(),
                  files.serverKey(),
                  security.clientCertificate,
                  files.ca());
    }
    if (security.sharedKey) {
      more +=
          """
          <security>
            self_hostname collector
            shared_key "%s"
            user_auth %s
            <user>
              username %s
              password %s
            </user>
          </security>
          """
              .formatted(Security.KEY, security.user, Security.USERNAME, Security.PASSWORD);
    }
    return new FluentdCollector(directory, "forward", more);
  }
}
