package io.emp.logging.fluent;

import java.nio.file.Path;

/** How a collector is guarded. */
enum Security {
  TLS(true, false, false, false),
  MUTUAL_TLS(true, true, false, false),
  SHARED_KEY(false, false, true, false),
  USER(false, false, true, true),
  ALL_OF_IT(true, true, true, true);

  static final String KEY = "k3y of the collector's";
  static final String USERNAME = "worker";
  static final String PASSWORD = "p4ssword";

  final boolean tls;
  final boolean clientCertificate;
  final boolean sharedKey;
  final boolean user;

  Security(boolean tls, boolean clientCertificate, boolean sharedKey, boolean user) {
    this.tls = tls;
    this.clientCertificate = clientCertificate;
    this.sharedKey = sharedKey;
    this.user = user;
  }

  /** The files that the two sides have. */
  record Files(Path ca, Path serverCertificate, Path serverKey, Path certificate, Path key) {

    static Files of(TestCertificates certificates) throws Exception {
      return new Files(
          certificates.pem("ca"),
          certificates.pem("server"),
          certificates.keyPem("server"),
          certificates.pem("client"),
          certificates.keyPem("client"));
    }
  }
}
