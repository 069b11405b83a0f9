package io.emp.logging.fluent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** The contract of guarded collectors over FluentServer. */
class FluentServerSecurityTest extends SecurityContract {

  @Override
  ContractCollector collector(Path directory, Security security, Security.Files files) {
    ObjectNode options = new ObjectMapper().createObjectNode();
    if (security.tls) {
      ObjectNode tls = options.putObject("tls");
      tls.put("key", files.serverKey().toString());
      tls.put("cert", files.serverCertificate().toString());
      if (security.clientCertificate) {
        tls.put("ca", files.ca().toString());
      }
    }
    if (security.sharedKey) {
      ObjectNode guard = options.putObject("security");
      guard.put("serverHostname", "collector");
      guard.put("sharedKey", Security.KEY);
      guard.put("authorize", security.user);
      guard.putObject("userDict").put(Security.USERNAME, Security.PASSWORD);
    }
    return new FluentServerCollector(directory, options.toString());
  }
}
