package io.emp.logging.fluent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates and keys for all tests of a run, made with the keytool of the Java that runs. */
final class TestCertificates {

  static final String PASSWORD = "changeit";

  /** The key store of the first that was made: seven runs of keytool take seconds. */
  private static byte @Nullable [] made;

  private final Path directory;
  private final Path file;
  private final KeyStore store;

  /**
   * Has a CA, and signed by it {@code server} for localhost and 127.0.0.1, {@code elsewhere} for
   * another host, {@code expired}, {@code early}, which is not valid yet, and {@code client}; and
   * {@code stranger}, a CA of its own.
   *
   * @param directory of the test's own
   */
  TestCertificates(Path directory) throws IOException, GeneralSecurityException {
    this.directory = directory;
    this.file = directory.resolve("all.p12");
    makeOrCopy();
    store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private void makeOrCopy() throws IOException {
    synchronized (TestCertificates.class) {
      if (made == null) {
        make();
        made = Files.readAllBytes(file);
      } else {
        Files.write(file, made);
      }
    }
  }

  private void make() throws IOException {
    keytool("ca", "-ext", "bc:c", "-keyalg", "EC");
    signed("server", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keyalg", "RSA");
    signed("elsewhere", "-ext", "san=dns:logs.example.com,ip:192.0.2.1", "-keyalg", "EC");
    signed(
        "expired",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keyalg",
        "EC",
        "-startdate",
        "-9d",
        "-validity",
        "5");
    signed("early", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keyalg", "EC", "-startdate", "+9d");
    signed("client", "-keyalg", "EC");
    keytool("stranger", "-ext", "bc:c", "-keyalg", "EC");
  }

  private void signed(String alias, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-signer", "ca"));
    arguments.addAll(List.of(more));
    keytool(alias, arguments.toArray(String[]::new));
  }

  private void keytool(String alias, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    Path output = directory.resolve("keytool.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A PEM file with the certificates of entries, one behind the other. */
  Path pem(String... aliases) throws IOException, GeneralSecurityException {
    StringBuilder pem = new StringBuilder("text before is no harm\n");
    for (String alias : aliases) {
      pem.append(pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
    }
    return write(String.join("-", aliases) + ".pem", pem.toString());
  }

  /** A PEM file with the private key of an entry, in PKCS#8. */
  Path keyPem(String alias) throws IOException, GeneralSecurityException {
    return write(alias + "-key.pem", pem("PRIVATE KEY", key(alias).getEncoded()));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  Key key(String alias) throws GeneralSecurityException {
    return store.getKey(alias, PASSWORD.toCharArray());
  }

  Certificate certificate(String alias) throws GeneralSecurityException {
    return store.getCertificate(alias);
  }

  /** A key store with one entry and its chain. */
  Path keyStore(String alias) throws IOException, GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(alias, key(alias), PASSWORD.toCharArray(), store.getCertificateChain(alias));
    return save(one, alias + ".p12");
  }

  /** A trust store with the certificate of an entry. */
  Path trustStore(String alias) throws IOException, GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setCertificateEntry(alias, store.getCertificate(alias));
    return save(one, alias + "-trust.p12");
  }

  private Path save(KeyStore one, String name) throws IOException, GeneralSecurityException {
    Path path = directory.resolve(name);
    try (var out = Files.newOutputStream(path)) {
      one.store(out, PASSWORD.toCharArray());
    }
    return path;
  }

  /** A socket that listens on loopback with the certificate of an entry. */
  ServerSocket listen(String alias, boolean clientCertificate, String... protocols)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(
        KeyStore.getInstance(keyStore(alias).toFile(), PASSWORD.toCharArray()),
        PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(trustStore("ca").toFile(), PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setNeedClientAuth(clientCertificate);
    if (protocols.length > 0) {
      listener.setEnabledProtocols(protocols);
    }
    return listener;
  }
}
