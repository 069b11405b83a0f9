package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class MaskSettingsTest {

  /** Logs one line with secrets of all sorts. */
  static final class Main {
    public static void main(String[] arguments) {
      ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
      ch.qos.logback.classic.Logger logger =
          (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("main");
      ch.qos.logback.core.AppenderBase<ch.qos.logback.classic.spi.ILoggingEvent> appender =
          new ch.qos.logback.core.AppenderBase<>() {
            @Override
            protected void append(ch.qos.logback.classic.spi.ILoggingEvent event) {
              System.out.print(new String(encoder.encode(event), StandardCharsets.UTF_8));
            }
          };
      appender.setContext(logger.getLoggerContext());
      appender.start();
      logger.setLevel(ch.qos.logback.classic.Level.INFO);
      logger.setAdditive(false);
      logger.addAppender(appender);
      logger
          .atInfo()
          .addKeyValue("password", "pw")
          .addKeyValue("cookie", "ck")
          .addKeyValue("sessionRef", "sr")
          .log("emp-1234 session_ref=sr token=tk");
    }
  }

  private static SecretMask of(String property, String value) {
    return SecretMask.of(name -> name.equals(property) ? value : null, Map.of());
  }

  private static String told(Supplier<SecretMask> making) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      assertThat(making.get()).isNotNull();
    } finally {
      System.setErr(before);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void namesAreAddedAndRemoved() {
    SecretMask mask = of("emp.logging.mask.names", " sessionRef , -cookie,-token,,x");
    assertThat(mask.isSecretName("session_ref")).isTrue();
    assertThat(mask.isSecretName("userSessionRef")).isTrue();
    assertThat(mask.isSecretName("sessionref")).isTrue();
    assertThat(mask.isSecretName("cookie")).isFalse();
    assertThat(mask.isSecretName("set_cookie")).as("a name of its own").isTrue();
    assertThat(mask.isSecretName("my_token")).isFalse();
    assertThat(mask.isSecretName("x")).isTrue();
    assertThat(mask.isSecretName("user_x")).isTrue();
    assertThat(mask.isSecretName("userX")).isTrue();
    assertThat(mask.isSecretName("max")).isFalse();
    assertThat(mask.mask("session_ref=1&token=2")).isEqualTo("session_ref=***&token=2");
  }

  @Test
  void patternsAreMaskedToo() {
    SecretMask mask = of("emp.logging.mask.patterns", "emp-[0-9]{4};;(?i)nhs \\d+");
    String text = "emp-1234 and NHS 99 and token=x";
    assertThat(mask.mask(text)).isEqualTo("*** and *** and token=***");
    assertThat(mask.maskHead(text + " ".repeat(100_000))).startsWith("*** and *** and token=***");
    String innocent = "nothing";
    assertThat(mask.mask(innocent)).isSameAs(innocent);
    String longInnocent = "x".repeat(100_000);
    assertThat(mask.maskHead(longInnocent)).isSameAs(longInnocent);
  }

  @Test
  void aPatternThatFailsOnATextLetsNothingOfItOut() {
    SecretMask mask = of("emp.logging.mask.patterns", "(a|b)*c");
    assertThat(mask.mask("ab".repeat(500_000))).isEqualTo("***");
  }

  @Test
  void offIsOff() {
    SecretMask mask = of("emp.logging.mask", "OFF");
    String text = "token=x";
    assertThat(mask.mask(text)).isSameAs(text);
    assertThat(mask.maskHead(text)).isSameAs(text);
    assertThat(mask.isSecretName("token")).isFalse();
  }

  @Test
  void aSystemPropertyOverridesTheEnvironment() {
    Map<String, String> environment = Map.of("EMP_MASK", "off");
    assertThat(SecretMask.of(name -> null, environment).isSecretName("token")).isFalse();
    assertThat(
            SecretMask.of(name -> name.equals("emp.logging.mask") ? "on" : null, environment)
                .isSecretName("token"))
        .isTrue();
  }

  @Test
  void whatCannotBeUsedIsToldWithItsRemedyAndTheRestIsUsed() {
    String told =
        told(
            () -> {
              SecretMask mask =
                  SecretMask.of(
                      name -> null,
                      Map.of(
                          "EMP_MASK", "maybe",
                          "EMP_MASK_NAMES", "a b,session",
                          "EMP_MASK_PATTERNS", "(;;emp-\\d+"));
              assertThat(mask.mask("emp-1 session=1 token=2"))
                  .isEqualTo("*** session=*** token=***");
              return mask;
            });
    assertThat(told)
        .contains("EMP_MASK: 'maybe' is neither on nor off", "set it to on or off")
        .contains("EMP_MASK_NAMES: 'a b' is not a name", "write names of")
        .contains("EMP_MASK_PATTERNS: '(' is no regular expression", "correct it");
    assertThat(told(() -> of("emp.logging.mask.names", "fine"))).isEmpty();
  }

  @Test
  void aProcessReadsItsPropertiesAndItsEnvironment(@TempDir Path directory) throws Exception {
    ChildJvm.Result result =
        ChildJvm.whole()
            .option("-Demp.logging.mask.names=session_ref,-cookie")
            .run(directory, Map.of("EMP_MASK_PATTERNS", "emp-[0-9]{4}"), Main.class);
    assertThat(result.lines()).hasSize(1);
    Map<String, Object> event = EventRecorder.parse(result.lines().get(0));
    assertThat(event)
        .containsEntry("message", "*** session_ref=*** token=***")
        .containsEntry("password", "***")
        .containsEntry("cookie", "ck")
        .containsEntry("sessionRef", "***");
  }

  @Test
  void aProcessCanTurnMaskingOff(@TempDir Path directory) throws Exception {
    ChildJvm.Result result = ChildJvm.whole().run(directory, Map.of("EMP_MASK", "off"), Main.class);
    assertThat(EventRecorder.parse(result.lines().get(0)))
        .containsEntry("message", "emp-1234 session_ref=sr token=tk")
        .containsEntry("password", "pw");
  }
}
