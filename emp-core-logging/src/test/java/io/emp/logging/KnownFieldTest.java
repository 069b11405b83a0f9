package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownFieldTest {

  private final KnownField field = new KnownField(bytes("name:"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** As a writer does: the name, then the text. */
  private void write(String text) {
    byte[] record = bytes("{name:" + text + "}");
    field.written(text, record, 1, record.length - 1);
  }

  @Test
  void aTextIsReadyWhenItWasWrittenTwiceInARow() {
    String text = "comfyui";

    write(text);
    assertThat(field.ready(text)).isNull();
    write(text);

    assertThat(field.ready(text)).isEqualTo(bytes("name:comfyui"));
  }

  @Test
  void anEqualTextIsNotKnown() {
    String text = "comfyui";
    write(text);
    write(text);

    assertThat(field.ready(new String(text))).isNull();
  }

  @Test
  void anotherTextReplacesTheOneThatIsKnown() {
    String first = "comfyui";
    String second = "openai";
    write(first);
    write(first);

    write(second);
    assertThat(field.ready(first)).isNull();
    assertThat(field.ready(second)).isNull();
    write(second);

    assertThat(field.ready(second)).isEqualTo(bytes("name:openai"));
  }

  @Test
  void aLongTextIsNotKept() {
    String text = "x".repeat(KnownField.MAX_CHARS + 1);

    write(text);
    write(text);

    assertThat(field.ready(text)).isNull();
  }

  @Test
  void aTextThatTakesManyBytesIsNotKept() {
    String text = "x".repeat(10);
    byte[] record = new byte[KnownField.MAX_BYTES + 1];

    for (int i = 0; i < 3; i++) {
      field.written(text, record, 0, record.length);
    }

    assertThat(field.ready(text)).isNull();
  }
}
