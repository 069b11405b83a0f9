package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.net.ssl.KeyStoreFactoryBean;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

  private static final ContextAwareBase STATUS = new ContextAwareBase();

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    STATUS.setContext(new ContextBase());
    certificates = new TestCertificates(directory);
  }

  @Test
  void readsAllCertificatesInOrder() throws Exception {
    Path file = certificates.pem("ca", "server");

    assertThat(PemFiles.certificates("caFile", file))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=ca", "CN=server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "client"})
  void readsPrivateKeysOfRsaAndEc(String alias) throws Exception {
    assertThat(PemFiles.privateKey("privateKeyFile", certificates.keyPem(alias)))
        .isEqualTo(certificates.key(alias));
  }

  @Test
  void readsAPrivateKeyBehindItsCertificate() throws Exception {
    Path both =
        certificates.write(
            "both.pem",
            TestCertificates.pem("CERTIFICATE", certificates.certificate("client").getEncoded())
                + TestCertificates.pem("PRIVATE KEY", certificates.key("client").getEncoded()));

    assertThat(PemFiles.privateKey("privateKeyFile", both)).isEqualTo(certificates.key("client"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
  void anOtherFormOfPrivateKeyIsToldWithTheCommandToConvertIt(String type) throws Exception {
    Path file =
        certificates.write(
            "old.pem",
            "-----BEGIN "
                + type
                + "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIsecret\n-----END "
                + type
                + "-----\n");

    assertThatThrownBy(() -> PemFiles.privateKey("privateKeyFile", file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("privateKeyFile \"" + file + "\"")
        .hasMessageContaining(type)
        .hasMessageContaining("openssl pkey -in \"" + file + "\" -out key.pem")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPrivateKeyWithAPasswordIsToldWithTheCommandToConvertIt() throws Exception {
    Path file =
        certificates.write(
            "encrypted.pem", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[10]));

    assertThatThrownBy(() -> PemFiles.privateKey("privateKeyFile", file))
        .hasMessageContaining("with a password")
        .hasMessageContaining("openssl pkey");
  }

  @Test
  void aDamagedPrivateKeyIsTold() throws Exception {
    Path file =
        certificates.write("bad-key.pem", TestCertificates.pem("PRIVATE KEY", new byte[100]));

    assertThatThrownBy(() -> PemFiles.privateKey("privateKeyFile", file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("neither RSA nor EC nor EdDSA");
  }

  @Test
  void aDamagedCertificateIsToldWithItsNumber() throws Exception {
    Path file =
        certificates.write(
            "bad.pem",
            TestCertificates.pem("CERTIFICATE", certificates.certificate("ca").getEncoded())
                + TestCertificates.pem("CERTIFICATE", new byte[100]));

    assertThatThrownBy(() -> PemFiles.certificates("caFile", file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("number 2");
  }

  @Test
  void aFileWithoutWhatItShouldHoldIsTold() throws Exception {
    Path key = certificates.keyPem("client");
    Path certificate = certificates.pem("client");

    assertThatThrownBy(() -> PemFiles.certificates("caFile", key))
        .hasMessageContaining("caFile \"" + key + "\" holds no certificate");
    assertThatThrownBy(() -> PemFiles.privateKey("privateKeyFile", certificate))
        .hasMessageContaining("holds no private key");
  }

  @Test
  void aFileThatIsNotThereIsTold(@TempDir Path directory) {
    assertThatThrownBy(() -> PemFiles.certificates("caFile", directory.resolve("none.pem")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("caFile")
        .hasMessageContaining("it does not exist");
  }

  @Test
  void aHugeFileIsNotRead() throws Exception {
    Path file = certificates.write("huge.pem", "x".repeat(1024 * 1024 + 1));

    assertThatThrownBy(() -> PemFiles.certificates("caFile", file))
        .hasMessageContaining("is larger than");
  }

  @Test
  void certificateAndKeyGoTogether() throws Exception {
    Path certificate = certificates.pem("client");
    Path key = certificates.keyPem("client");

    assertThatThrownBy(() -> TlsFactory.tls(null, null, certificate, null, STATUS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("privateKeyFile is not");
    assertThatThrownBy(() -> TlsFactory.tls(null, null, null, key, STATUS))
        .hasMessageContaining("certificateFile is not");
  }

  @Test
  void aKeyOfAnotherCertificateIsTold() throws Exception {
    Path certificate = certificates.pem("client");
    Path otherAlgorithm = certificates.keyPem("server");
    Path otherKey = certificates.keyPem("elsewhere");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(521);
    Path otherCurve =
        certificates.write(
            "p521.pem",
            TestCertificates.pem(
                "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));

    for (Path key : new Path[] {otherAlgorithm, otherKey, otherCurve}) {
      assertThatThrownBy(() -> TlsFactory.tls(null, null, certificate, key, STATUS))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is not the key of the first certificate");
    }
  }

  @Test
  void keyStoresAndFilesDoNotGoTogether() throws Exception {
    Path ca = certificates.pem("ca");

    assertThatThrownBy(() -> TlsFactory.tls(new SSLConfiguration(), ca, null, null, STATUS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("keep one");
  }

  @Test
  void aKeyStoreThatCannotBeOpenedIsToldWithoutItsPassword() throws Exception {
    SSLConfiguration ssl = new SSLConfiguration();
    KeyStoreFactoryBean store = new KeyStoreFactoryBean();
    store.setLocation(certificates.keyStore("client").toUri().toString());
    store.setPassword("wrong-secret");
    ssl.setKeyStore(store);

    assertThatThrownBy(() -> TlsFactory.tls(ssl, null, null, null, STATUS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("<ssl>")
        .hasMessageNotContaining("secret");
  }
}
