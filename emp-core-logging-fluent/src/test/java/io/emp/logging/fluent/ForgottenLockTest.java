package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A host that replaces the system properties, and with them what this JVM knows of its locks. */
@EnabledOnOs(OS.LINUX)
class ForgottenLockTest {

  @TempDir Path temporary;

  @Test
  void lookingForWhatIsLeftLeaksNoFileEachTime() throws Exception {
    Path buffer = temporary.toRealPath();
    MappedChunkStore living = BufferFiles.store(buffer, new StoreStatus());
    BufferFiles.opened(living, 1, "one");
    Path run = BufferFiles.runs(buffer).get(0);
    HeldRuns.remove(run);
    MappedChunkStore other = BufferFiles.store(buffer, new StoreStatus());
    for (int i = 0; i < 10; i++) {
      assertThat(other.adopted()).isEmpty();
    }

    assertThat(open(run.resolve("lock"))).isLessThanOrEqualTo(2);
    living.close();
    assertThat(ChunkTexts.texts(other.adopted())).containsExactly("one");
    other.close();
  }

  private static long open(Path file) throws IOException {
    List<Path> descriptors;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = all.toList();
    }
    return descriptors.stream().filter(one -> pointsTo(one, file)).count();
  }

  private static boolean pointsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false;
    }
  }
}
