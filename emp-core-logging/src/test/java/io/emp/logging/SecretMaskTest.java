package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

  private static final String JWT =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String PEM =
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n7Zk+/w==\n-----END RSA PRIVATE KEY-----";

  private static final int LONG = 100_000;

  private final SecretMask mask = SecretMask.of(name -> null, Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "Authorization",
        "Proxy-Authorization",
        "api_key",
        "apiKey",
        "APIKey",
        "APIKEY",
        "X-Api-Key",
        "openai_api_key",
        "OPENAI_API_KEY",
        "openaiApiKey",
        "password",
        "db_password",
        "spring.datasource.password",
        "passwd",
        "secret",
        "clientSecret",
        "token",
        "accessToken",
        "REFRESH_TOKEN",
        "cookie",
        "Set-Cookie",
        "aws_secret_access_key",
        "passphrase",
        "private_key",
        "shared-key",
        "credentials",
        "aws_credentials"
      })
  void aSecretNameIsOneHoweverItIsWritten(String name) {
    assertThat(mask.isSecretName(name)).isTrue();
    assertThat(mask.isSecretName(name)).as("the second time").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "token_usage",
        "total_tokens",
        "max_tokens",
        "tokenizer",
        "cookie_count",
        "broken",
        "keyboard",
        "monkey",
        "key",
        "secretary",
        "compassword_",
        "authorization_type",
        "job_id",
        "description"
      })
  void anyOtherNameIsNone(String name) {
    assertThat(mask.isSecretName(name)).isFalse();
  }

  @Test
  void everyNameOfTheListIsSecret() {
    assertThat(SecretNames.DEFAULT).allMatch(mask::isSecretName);
  }

  @Test
  void endlessNamesAreAllDecidedRightly() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(mask.isSecretName("n" + i + "_token")).isTrue();
      assertThat(mask.isSecretName("n" + i + "token")).isFalse();
    }
    assertThat(mask.isSecretName("x".repeat(1_000_000) + "_token")).isTrue();
    assertThat(mask.isSecretName("x".repeat(1_000_000) + "en")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Bearer abc123def456 was refused | Bearer *** was refused",
        "bearer AbCdEfGh | bearer ***",
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== sent | Basic *** sent",
        "Basic dXNlcjpwYXNz | Basic ***",
        "key sk-proj-abcDEF123456ghiJKL789 bad | key *** bad",
        "with ghp_abcdefghijklmnopqrstuvwxyz0123456789. | with ***.",
        "github_pat_11ABCDEFG0abcdefghij_klmnop | ***",
        "id AKIAIOSFODNN7EXAMPLE! | id ***!",
        "xoxb-123456789012-abcdef | ***",
        "xoxb-1234567890 | ***",
        "eyJabcde. | ***",
        "Basic abcde1 | Basic ***",
        "key=a token=b | key=a token=***",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv | ***",
        "hf_abcdefghijklmnopqrstuvwxyz12345678 | ***",
        "password=hunter2 | password=***",
        "user=joe password = hunter2, ok | user=joe password = ***, ok",
        "db_password: hunter2 | db_password: ***",
        "https://host/p?a=1&access_token=abc&b=2 | https://host/p?a=1&access_token=***&b=2",
        "`{\"api_key\": \"a b\\\"c\", \"n\": 1}` | `{\"api_key\": \"***\", \"n\": 1}`",
        "`{\\\"token\\\":\\\"abc\\\",\\\"n\\\":1}` | `{\\\"token\\\":\\\"***\\\",\\\"n\\\":1}`",
        "`{\"token\":12345}` | `{\"token\":***}`",
        "`{'secret': 'x'}` | `{'secret': '***'}`",
        "{Authorization=Bearer abc, Host=h} | {Authorization=***, Host=h}",
        "{set-cookie=[sid=abc; Path=/, b=c], x=[1]} | {set-cookie=[***], x=[1]}",
        "Cookie: sid=1; other=2 | Cookie: ***",
        "Cookie: sid=1, other=hunter2 | Cookie: ***",
        "Authorization: Hawk id=\"1\", mac=\"hunter2\" | Authorization: ***",
        "token: Token hunter2 | token: ***",
        "credentials={user=bob, key=hunter2} done | credentials={***} done",
        "X-Api-Key: abc | X-Api-Key: ***",
        "token => abc | token => ***",
        "redis://:pw@host:6379/0 | redis://***@host:6379/0",
        "jdbc:postgresql://joe:p@ss@db/x | jdbc:postgresql://***@db/x",
        "a password=x token=y z | a password=*** token=*** z"
      })
  void aSecretIsMaskedInItsPlace(String text, String masked) {
    assertThat(mask.mask(text)).isEqualTo(masked);
    assertThat(mask.mask(masked)).as("once masked it stays").isSameAs(masked);
    assertThat(mask.mask("é\uD83D\uDE80 " + text)).isEqualTo("é\uD83D\uDE80 " + masked);
  }

  @Test
  void aTokenOfThreePartsIsMasked() {
    assertThat(mask.mask("jwt " + JWT + ", next")).isEqualTo("jwt ***, next");
    assertThat(mask.mask("(" + JWT.substring(0, JWT.lastIndexOf('.')) + ")")).isEqualTo("(***)");
  }

  @Test
  void aPrivateKeyIsMaskedWholeEvenWithoutItsEnd() {
    assertThat(mask.mask("key:\n" + PEM + "\nnext")).isEqualTo("key:\n***\nnext");
    assertThat(mask.mask("x " + PEM.substring(0, 50))).isEqualTo("x ***");
    assertThat(mask.mask("private_key=" + PEM + " next")).isEqualTo("private_key=*** next");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        ":",
        "://",
        "token",
        "token=",
        "token=null",
        "password: ",
        "if (token == null)",
        "token::of",
        "Token usage: prompt=12, total_tokens=42",
        "token_usage={prompt=1, completion=2}",
        "Bearer of bad news",
        "Bearer authentication failed",
        "Basic authentication is not supported",
        "basic settings",
        "task-12345678901234567890123",
        "sk-learn-is-a-library-for-all-of-us",
        "disk-0123456789012345678901234",
        "job-12345 at 12:30:45.123",
        "http://host:8080/path?x=1",
        "https://joe@host/path",
        "mailto:joe@example.com",
        "AKIA",
        "eyJhbGciOiJIUzI1NiJ9",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "at io.example.Token.parse(Token.java:12)",
        "java.lang.IllegalStateException: upload failed",
        "0af7651916cd43dd8448eb211c80319c",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "Sampling step 7 of 50 done; 14 %"
      })
  void anInnocentTextIsTheSameInstance(String text) {
    assertThat(mask.mask(text)).isSameAs(text);
    assertThat(mask.maskHead(text)).isSameAs(text);
  }

  private static final List<String> PLANTED =
      List.of(
          "Bearer %s",
          "password=%s",
          "\"client_secret\": \"%s\"",
          "?access_token=%s&x=1",
          "sk-%s",
          "ghp_%s",
          "hf_%s",
          "https://joe:%s@host/",
          "Authorization: Basic %s");

  @Test
  void noPlantedSecretIsLeftInAnyText() {
    Random random = new Random(20261125);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      List<String> secrets = new ArrayList<>();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        noise(random, text);
        String secret = secret(random);
        secrets.add(secret);
        text.append(PLANTED.get(random.nextInt(PLANTED.size())).replace("%s", secret));
        text.append(' ');
      }
      noise(random, text);
      assertThat(mask.mask(text.toString())).as("%s", text).doesNotContain(secrets);
    }
  }

  private static String secret(Random random) {
    StringBuilder secret = new StringBuilder("q9Z");
    for (int i = 0; i < 33; i++) {
      String set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      secret.append(set.charAt(random.nextInt(set.length())));
    }
    return secret.toString();
  }

  private static void noise(Random random, StringBuilder text) {
    String set = "abkxsIJBeyA=:-_/.@ \n{}é\u20AC\uD83D,;&\t0123";
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(set.charAt(random.nextInt(set.length())));
    }
    text.append(' ');
  }

  @Test
  void noTextMakesItThrow() {
    Random random = new Random(20261126);
    String set = "toke=:'\"\\-_>[{}] /@&,;BaseicrIAKJy.xog\n*";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(60); k > 0; k--) {
        switch (random.nextInt(10)) {
          case 0 -> text.append("token");
          case 1 -> text.append("-----BEGIN ").append("PRIVATE KEY-----");
          case 2 -> text.append((char) random.nextInt(0x10000));
          default -> text.append(set.charAt(random.nextInt(set.length())));
        }
      }
      mask.mask(text.toString());
    }
  }

  @ParameterizedTest
  @Timeout(20)
  @ValueSource(
      strings = {
        "a",
        "=",
        ":",
        "\"",
        "\\",
        "-",
        "_",
        " ",
        "token",
        "token=",
        "token:",
        "token=\"",
        "\"token\":",
        "://",
        "://a",
        "://a:",
        "a:b@",
        "sk-",
        "-sk-",
        "sk-a",
        "xoxb-",
        "ghp_",
        "_ghp_",
        "hf_",
        "github_pat_",
        "AKIA",
        "AIza",
        "-AIza",
        "eyJ",
        "-eyJ",
        ".eyJ",
        "eyJaaaaa.",
        "Bearer ",
        "Basic ",
        "Bearer a",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN X-----",
        "token\\\"=\\\"",
        "cookie:",
        "cookie=[",
        "b",
        "I",
        "J",
        "token = ",
        "'token' : '",
        "\\'"
      })
  void aLongTextTakesNoLongerThanItsLength(String part) {
    String text = part.repeat(LONG / part.length());
    // Of this thread alone, so that a busy machine does not count.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (String end : new String[] {"", ".", "\"", "@", " "}) {
      mask.mask(text + end);
    }
    // Linear, it takes some milliseconds; quadratic, two seconds and more.
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aSecretAcrossTheCutOfALongTextIsMasked() {
    int cut = FieldWriter.MAX_STRING_BYTES;
    for (String secret :
        List.of(
            "password=hunter2hunter2", "https://u:verysecret1@h", "Bearer abcdef1234567890", JWT)) {
      for (int before = 0; before <= secret.length(); before += 3) {
        String text = "x".repeat(cut - before - 1) + " " + secret + " " + "y".repeat(100_000);
        String written = mask.maskHead(text);
        String head = written.substring(0, Math.min(written.length(), cut));
        for (String leak : List.of("hunter", "verys", "abcdef1", "hbGci", "dBjf")) {
          assertThat(head).doesNotContain(leak);
        }
      }
    }
  }

  @Test
  void whatWasNotLookedAtDoesNotMoveUpBehindAMaskedHead() {
    String text = ("password=" + "x".repeat(4000) + " ").repeat(8) + "y".repeat(9_000);
    text = text + " password=hunter2 " + "z".repeat(100_000);

    String written = mask.maskHead(text);

    assertThat(written)
        .doesNotContain("hunter2", "xx")
        .endsWith("...[cut, " + text.length() + " characters in all]");
  }
}
