package io.emp.logging.fluent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and private keys from PEM files. What is wrong is told with the property, the
 * file and the remedy, and never with what is in the file.
 */
final class PemFiles {

  /** The trust stores of whole operating systems have less than half of it. */
  private static final long MAX_BYTES = 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PemFiles() {}

  private record Block(String type, String base64) {
    byte[] der() {
      return Base64.getMimeDecoder().decode(base64);
    }
  }

  /**
   * The certificates of a file, in its order, one at least.
   *
   * @param property that names the file, for messages
   */
  static List<X509Certificate> certificates(String property, Path file)
      throws ConfigurationException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(property, file)) {
      if (block.type().equals("CERTIFICATE") || block.type().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(property, file, block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw problem(
          property, file, "holds no certificate: it needs \"-----BEGIN CERTIFICATE-----\" (PEM)");
    }
    return certificates;
  }

  private static X509Certificate certificate(String property, Path file, Block block, int number)
      throws ConfigurationException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw problem(property, file, "holds a certificate that cannot be read, number " + number, e);
    }
  }

  /**
   * The private key of a file, in PKCS#8 without a password.
   *
   * @param property that names the file, for messages
   */
  static PrivateKey privateKey(String property, Path file) throws ConfigurationException {
    String convert =
        "; convert it with: openssl pkey -in \"" + file + "\" -out key.pem, and name that file";
    for (Block block : blocks(property, file)) {
      String type = block.type();
      if (type.equals("PRIVATE KEY")) {
        return privateKey(property, file, block);
      }
      if (type.equals("ENCRYPTED PRIVATE KEY")) {
        throw problem(property, file, "holds a private key with a password" + convert);
      }
      if (type.endsWith(" PRIVATE KEY")) {
        throw problem(
            property,
            file,
            "holds a private key in the form \"" + type + "\", not PKCS#8" + convert);
      }
    }
    throw problem(
        property, file, "holds no private key: it needs \"-----BEGIN PRIVATE KEY-----\" (PEM)");
  }

  private static PrivateKey privateKey(String property, Path file, Block block)
      throws ConfigurationException {
    GeneralSecurityException failure = null;
    try {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.der());
      for (String algorithm : KEY_ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
          // Of another algorithm, or damaged: the last one tells.
          failure = e;
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw problem(property, file, "holds a private key that cannot be read", e);
    }
    throw problem(
        property, file, "holds a private key that is neither RSA nor EC nor EdDSA", failure);
  }

  private static List<Block> blocks(String property, Path file) throws ConfigurationException {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw problem(property, file, "is larger than " + MAX_BYTES + " bytes");
      }
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw problem(property, file, "cannot be read: " + FileFailure.reason(e), e);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static ConfigurationException problem(String property, Path file, String what) {
    return new ConfigurationException(property + " \"" + file + "\" " + what);
  }

  private static ConfigurationException problem(
      String property, Path file, String what, @Nullable Exception cause) {
    ConfigurationException problem = problem(property, file, what);
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }
}
