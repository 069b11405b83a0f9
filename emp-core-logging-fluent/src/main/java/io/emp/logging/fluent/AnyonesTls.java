package io.emp.logging.fluent;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS that takes any certificate and has none, for nothing but to see what a port says: nothing may
 * be sent over it. It notes what it was shown and asked for, which is known even where the peer
 * then ends the connection and its reason is lost with it.
 */
final class AnyonesTls {

  private final TlsSettings settings;
  private volatile boolean shown;
  private volatile boolean asked;

  AnyonesTls() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new Asked()}, new TrustManager[] {new Shown()}, null);
    SSLParametersConfiguration parameters = new SSLParametersConfiguration();
    parameters.setContext(new ContextBase());
    parameters.setHostnameVerification(false);
    settings = new TlsSettings(context, parameters);
  }

  TlsSettings settings() {
    return settings;
  }

  /** Whether a peer has shown a certificate, and so speaks TLS. */
  boolean isShown() {
    return shown;
  }

  /** Whether a peer has asked for a certificate of ours. */
  boolean isAsked() {
    return asked;
  }

  private final class Shown extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      shown = true;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      shown = true;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown = true;
    }

    // Here is no server.
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private final class Asked extends X509ExtendedKeyManager {
    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      asked = true;
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }
}
