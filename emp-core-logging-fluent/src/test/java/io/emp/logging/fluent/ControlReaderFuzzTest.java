package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Whatever a collector says in the handshake, or as an acknowledgement: it is read or refused. */
class ControlReaderFuzzTest {

  @FuzzTest(maxDuration = "5s")
  void anyBytesAreReadOrRefused(byte[] bytes) {
    try {
      assertThat(ControlReader.read(new ByteArrayInputStream(bytes))).isNotNull();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
