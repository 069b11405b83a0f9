package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of the buffer's directory, and that whoever looks changes nothing in it. */
@Timeout(60)
class BufferCheckTest {

  private static final long PLENTY = 1L << 40;

  @TempDir private Path temporary;
  private Path buffer;
  private String type = "ext4";
  private long usableBytes = PLENTY;

  @BeforeEach
  void prepare() throws IOException {
    buffer = temporary.toRealPath().resolve("buffer");
  }

  @Test
  void aBufferInMemoryIsTold() throws Exception {
    assertThat(diagnoses(null, 100)).containsExactly(Diagnosis.BUFFER_IN_MEMORY);
  }

  @Test
  void aDirectoryThatIsNotThereStaysSo() throws Exception {
    assertThat(diagnoses()).contains(Diagnosis.BUFFER_WRITABLE);
    assertThat(buffer).doesNotExist();
  }

  @Test
  void whatIsWrittenToTryIsRemoved() throws Exception {
    Files.createDirectory(buffer);

    assertThat(diagnoses()).contains(Diagnosis.BUFFER_WRITABLE);
    assertThat(buffer).isEmptyDirectory();
  }

  @Test
  void aFileInTheDirectorysPlaceIsTold() throws Exception {
    Files.createFile(buffer);

    assertThat(diagnoses()).containsExactly(Diagnosis.BUFFER_UNWRITABLE);
    assertThat(diagnoses(buffer.resolve("below"), 100))
        .containsExactly(Diagnosis.BUFFER_UNWRITABLE);
  }

  @Test
  void aDirectoryThatMayNotBeWrittenToIsTold() throws Exception {
    Files.createDirectory(buffer);
    assumeFalse(!buffer.toFile().setWritable(false) || Files.isWritable(buffer), "root may write");
    try {
      assertThat(diagnoses()).containsExactly(Diagnosis.BUFFER_UNWRITABLE);
      assertThat(diagnoses(buffer.resolve("below"), 100))
          .containsExactly(Diagnosis.BUFFER_UNWRITABLE);
    } finally {
      assertThat(buffer.toFile().setWritable(true)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nfs4, BUFFER_ON_NETWORK",
    "CIFS, BUFFER_ON_NETWORK",
    "fuse.sshfs, BUFFER_ON_NETWORK",
    "fuse.glusterfs, BUFFER_ON_NETWORK",
    "tmpfs, BUFFER_TEMPORARY",
    "overlay, BUFFER_TEMPORARY"
  })
  void aFileSystemThatDoesNotServeIsTold(String unfit, Diagnosis expected) throws Exception {
    type = unfit;

    assertThat(diagnoses()).contains(expected);
  }

  @Test
  void aDirectoryOfTemporaryFilesIsTold() throws Exception {
    assertThat(diagnoses(Path.of("/tmp/no-such-buffer"), 100)).contains(Diagnosis.BUFFER_TEMPORARY);
  }

  @Test
  void aFileSystemWithoutRoomForAChunkIsTold() throws Exception {
    usableBytes = BufferFiles.CHUNK_BYTES;

    assertThat(diagnoses()).contains(Diagnosis.BUFFER_WITHOUT_SPACE);
  }

  @Test
  void aFileSystemWithLessRoomThanTheBufferMayTakeIsTold() throws Exception {
    usableBytes = 1000L * BufferFiles.CHUNK_BYTES;

    assertThat(diagnoses(buffer, 1001)).contains(Diagnosis.BUFFER_SPACE_SHORT);
    assertThat(diagnoses(buffer, 1000)).doesNotContain(Diagnosis.BUFFER_SPACE_SHORT);
  }

  @Test
  void whatWaitsIsCountedAndLeftAsItIs() throws Exception {
    BufferFiles.deadRun(buffer, "one", "two");
    BufferFiles.deadRun(buffer, "three");
    Map<Path, String> before = content();

    List<Finding> found = findings(buffer, 100);

    assertThat(found)
        .filteredOn(finding -> finding.diagnosis() == Diagnosis.EVENTS_WAITING)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.seen())
                    .startsWith("3 events wait, the oldest since about 20")
                    .endsWith("runs that live: 0, that have ended: 2"));
    assertThat(content()).isEqualTo(before);
    try (MappedChunkStore store = BufferFiles.store(buffer, new StoreStatus())) {
      // Two runs of the same millisecond are in no order.
      assertThat(ChunkTexts.texts(store.adopted()))
          .containsExactlyInAnyOrder("one", "two", "three");
    }
  }

  @Test
  void aLivingProcessKeepsItsLock() throws Exception {
    try (StoreProcess child = StoreProcess.start("hold", buffer);
        MappedChunkStore store = BufferFiles.store(buffer, new StoreStatus())) {
      child.awaitReady();

      assertThat(findings(buffer, 100))
          .anyMatch(finding -> finding.seen().endsWith("runs that live: 1, that have ended: 0"));
      assertThat(store.adopted()).isEmpty();
    }
  }

  /** Whoever closes another descriptor of a lock's file in the same process loses the lock. */
  @Test
  void aLivingRunOfTheSameProcessKeepsItsLock() throws Exception {
    try (MappedChunkStore store = BufferFiles.store(buffer, new StoreStatus())) {
      BufferFiles.opened(store, 1, "mine");

      assertThat(findings(buffer, 100))
          .anyMatch(finding -> finding.seen().endsWith("runs that live: 1, that have ended: 0"));
      assertThat(StoreProcess.adopt(buffer)).isEmpty();
    }
  }

  @Test
  void aBufferThatIsNearlyFullIsTold() throws Exception {
    String text = "x".repeat(6_000);
    BufferFiles.deadRun(buffer, text, text, text);

    assertThat(diagnoses(buffer, 2)).contains(Diagnosis.BUFFER_FULL);
    assertThat(diagnoses(buffer, 10)).doesNotContain(Diagnosis.BUFFER_FULL);
  }

  @Test
  void whatWasSetAsideIsNamed() throws Exception {
    Files.createDirectories(buffer.resolve("unreadable"));
    Files.createFile(buffer.resolve("unreadable/run-000001.chunk"));
    Files.createFile(buffer.resolve("refused-0123.jsonl"));

    assertThat(findings(buffer, 100))
        .filteredOn(finding -> finding.diagnosis() == Diagnosis.EVENTS_SET_ASIDE)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.seen())
                    .isEqualTo("2 set aside: refused-0123.jsonl, unreadable/run-000001.chunk"));
  }

  @Test
  void theRealFileSystemIsAsked() throws Exception {
    assertThat(BufferCheck.Storage.REAL.type(temporary)).isNotBlank();
    assertThat(BufferCheck.Storage.REAL.usableBytes(temporary)).isPositive();
  }

  private List<Diagnosis> diagnoses() throws IOException {
    return diagnoses(buffer, 100);
  }

  private List<Diagnosis> diagnoses(@Nullable Path directory, int maxChunks) throws IOException {
    return findings(directory, maxChunks).stream().map(Finding::diagnosis).toList();
  }

  private List<Finding> findings(@Nullable Path directory, int maxChunks) throws IOException {
    BufferSettings settings =
        new BufferSettings(
            "tag",
            BufferFiles.CHUNK_BYTES,
            maxChunks,
            Duration.ofMillis(200),
            Duration.ZERO,
            directory,
            null);
    List<Finding> found = new ArrayList<>();
    new BufferCheck("FLUENTD", settings, new FakeStorage()).run(found::add);
    return found;
  }

  private Map<Path, String> content() throws IOException {
    Map<Path, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(buffer)) {
      files.filter(Files::isRegularFile).forEach(file -> content.put(file, encoded(file)));
    }
    return content;
  }

  private static String encoded(Path file) {
    try {
      return Files.getLastModifiedTime(file)
          + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class FakeStorage implements BufferCheck.Storage {
    @Override
    public String type(Path directory) {
      return type;
    }

    @Override
    public long usableBytes(Path directory) {
      return usableBytes;
    }
  }
}
