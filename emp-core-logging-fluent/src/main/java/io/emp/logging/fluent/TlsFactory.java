package io.emp.logging.fluent;

import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import ch.qos.logback.core.spi.ContextAware;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes what TLS needs from Logback's configuration or from PEM files. */
final class TlsFactory {

  /** Of a key store that never leaves memory. */
  private static final char[] NO_PASSWORD = new char[0];

  private TlsFactory() {}

  /**
   * What connections are secured with.
   *
   * @param ssl Logback's own, with key stores; not together with files
   * @param caFile the certificates that are trusted; null for those that Java trusts
   * @param certificateFile the client's certificate, then those between it and the CA; null for
   *     none
   * @param privateKeyFile the key of that certificate
   * @param status where Logback tells what it found
   * @throws ConfigurationException where it cannot be followed; the message names the property, its
   *     value and the remedy
   */
  static TlsSettings tls(
      @Nullable SSLConfiguration ssl,
      @Nullable Path caFile,
      @Nullable Path certificateFile,
      @Nullable Path privateKeyFile,
      ContextAware status)
      throws ConfigurationException {
    boolean files = caFile != null || certificateFile != null || privateKeyFile != null;
    if (ssl != null && files) {
      throw new ConfigurationException(
          "both <ssl> and PEM files (caFile, certificateFile, privateKeyFile) are set: keep one");
    }
    if (ssl != null) {
      return ofLogback(ssl, status);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManagers(certificateFile, privateKeyFile),
          caFile == null ? null : trustManagers(PemFiles.certificates("caFile", caFile)),
          null);
      SSLParametersConfiguration parameters = new SSLParametersConfiguration();
      parameters.setContext(status.getContext());
      return new TlsSettings(context, parameters);
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TlsSettings ofLogback(SSLConfiguration ssl, ContextAware status)
      throws ConfigurationException {
    SSLParametersConfiguration parameters = ssl.getParameters();
    if (parameters.getContext() == null) {
      parameters.setContext(status.getContext());
    }
    try {
      TlsSettings settings = new TlsSettings(ssl.createContext(status), parameters);
      TlsLayer.check(settings);
      return settings;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new ConfigurationException(
          "<ssl> cannot be followed: "
              + e.getMessage()
              + "; see its keyStore and trustStore (location, type, password), and its parameters",
          e);
    }
  }

  private static TrustManager[] trustManagers(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("ca-" + i, trusted.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keyManagers(
      @Nullable Path certificateFile, @Nullable Path privateKeyFile)
      throws ConfigurationException, GeneralSecurityException, IOException {
    if (certificateFile == null && privateKeyFile == null) {
      return null;
    }
    if (certificateFile == null || privateKeyFile == null) {
      throw new ConfigurationException(
          certificateFile == null
              ? "privateKeyFile \""
                  + privateKeyFile
                  + "\" is set, but certificateFile is not: set both"
              : "certificateFile \""
                  + certificateFile
                  + "\" is set, but privateKeyFile is not: set both");
    }
    List<X509Certificate> chain = PemFiles.certificates("certificateFile", certificateFile);
    PrivateKey key = PemFiles.privateKey("privateKeyFile", privateKeyFile);
    if (!belong(key, chain.get(0))) {
      throw new ConfigurationException(
          "privateKeyFile \""
              + privateKeyFile
              + "\" is not the key of the first certificate in certificateFile \""
              + certificateFile
              + "\"");
    }
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /** Found out here, since in a handshake it would look like a collector that trusts nobody. */
  private static boolean belong(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    if (!algorithm.equals(key.getAlgorithm())) {
      return false;
    }
    String name =
        switch (algorithm) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> algorithm;
        };
    byte[] text = {1};
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(text);
    try {
      return signature.verify(signed);
    } catch (SignatureException e) {
      // A signature that is not even of the right size.
      return false;
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
