package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {

  private final HostRule rule = new HostRule(Set.of("console.internal", ""));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8686",
        "LOCALHOST:8686",
        "127.0.0.1:8686",
        "192.0.2.7",
        "[::1]:8686",
        "console.internal:8686",
      })
  void takesAddressesAndNamesThatAreKnown(String host) {
    assertThat(rule.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8686",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:8686.evil.example",
        "evil.example:8686",
        "localhost:8686@evil.example",
        "[evil.example]",
        "local host",
      })
  void refusesAllOtherNames(String host) {
    assertThat(rule.allows(host)).isFalse();
  }

  @Test
  void refusesARequestWithoutAName() {
    assertThat(rule.allows(null)).isFalse();
  }
}
