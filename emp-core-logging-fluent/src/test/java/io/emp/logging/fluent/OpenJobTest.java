package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenJobTest {

  @Test
  void textsOfAnyLanguageComeBack() throws Exception {
    Map<String, String> context =
        Map.of("job_id", "作業-1", "machine_id", "mäschine", "worker_id", "🛠", "session_id", "");
    byte[] content = Objects.requireNonNull(OpenJob.encode(context, -5, 500));

    assertThat(OpenJob.decode(content)).isEqualTo(new OpenJob(context, -5));
  }

  @Test
  void bytesThatAreNoJobAreRefusedAndNothingElseIsThrown() {
    byte[] content = Objects.requireNonNull(OpenJob.encode(Jobs.context("job-1"), 7, 1_000));
    Random random = new Random(1);
    for (int length = 0; length < content.length; length++) {
      byte[] cut = Arrays.copyOf(content, length);
      byte[] changed = content.clone();
      changed[length] = (byte) random.nextInt();
      assertRefusedOrRead(cut);
      assertRefusedOrRead(changed);
    }
  }

  private static void assertRefusedOrRead(byte[] content) {
    Throwable thrown = catchThrowable(() -> OpenJob.decode(content).key());
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(IOException.class);
    }
  }
}
