package io.emp.logging.fluent;

import static io.emp.logging.fluent.BufferFiles.opened;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a buffer directory, and processes that are killed. */
@Timeout(60)
class SharedBufferDirectoryTest {

  @TempDir Path temporary;
  private Path buffer;
  private final StoreStatus status = new StoreStatus();

  @BeforeEach
  void prepare() throws Exception {
    buffer = temporary.toRealPath().resolve("buffer");
  }

  @Test
  void whatALivingProcessHasIsNotTouchedAndWhatAKilledOneHadIsAdopted() throws Exception {
    try (StoreProcess child = StoreProcess.start("hold", buffer);
        MappedChunkStore first = BufferFiles.store(buffer, status);
        MappedChunkStore second = BufferFiles.store(buffer, status)) {
      child.awaitReady();
      Path run = BufferFiles.runs(buffer).get(0);

      assertThat(first.adopted()).isEmpty();
      assertThat(BufferFiles.chunks(run)).hasSize(1);
      child.kill();

      assertThat(ChunkTexts.texts(second.adopted())).containsExactly("held");
    }
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void everyEntryOfWhichAKilledProcessSaidThatItIsThereIsThere() throws Exception {
    for (int kill = 1; kill <= 4; kill++) {
      List<String> said = new ArrayList<>();
      try (StoreProcess child = StoreProcess.start("append", buffer);
          MappedChunkStore store = BufferFiles.store(buffer, status)) {
        said.addAll(child.lines(700 * kill));
        said.addAll(child.kill());
        List<Chunk> adopted = store.adopted();
        List<String> texts = ChunkTexts.texts(adopted);

        assertThat(texts.size()).isBetween(said.size(), said.size() + 1_000_000);
        assertThat(texts.subList(0, said.size())).isEqualTo(said);
        for (int i = 0; i < texts.size(); i++) {
          assertThat(texts.get(i)).isEqualTo("entry " + i);
        }
        adopted.forEach(
            chunk -> {
              ChunkTexts.deliverAll(chunk);
              store.release(chunk);
            });
      }
      assertThat(BufferFiles.list(buffer)).isEmpty();
    }
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void whatAnAdopterDeliveredBeforeItWasKilledIsNotDeliveredAgain() throws Exception {
    List<String> all = new ArrayList<>();
    try (MappedChunkStore store = BufferFiles.store(buffer, status)) {
      for (int i = 1; i <= 5; i++) {
        opened(store, i, i + "a", i + "b", i + "c");
        all.addAll(List.of(i + "a", i + "b", i + "c"));
      }
    }
    List<String> delivered;
    try (StoreProcess child = StoreProcess.start("deliver half", buffer);
        MappedChunkStore meanwhile = BufferFiles.store(buffer, status)) {
      delivered = child.awaitReady();
      assertThat(meanwhile.adopted()).isEmpty();
      child.kill();
    }

    try (MappedChunkStore store = BufferFiles.store(buffer, status)) {
      List<String> rest = ChunkTexts.texts(store.adopted());
      assertThat(delivered).hasSize(8);
      assertThat(rest).doesNotContainAnyElementsOf(delivered);
      assertThat(Stream.concat(rest.stream(), delivered.stream()))
          .containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void aLockIsHeldWhileTheRunLivesAndGivenUpWhenItIsClosed() throws Exception {
    MappedChunkStore store = BufferFiles.store(buffer, status);
    opened(store, 1, "one");

    assertThat(StoreProcess.adopt(buffer)).isEmpty();
    store.close();
    assertThat(StoreProcess.adopt(buffer)).containsExactly("one");
  }

  @Test
  void aLockIsNotLostWhenAnotherInTheProcessLooksForWhatToAdopt() throws Exception {
    try (MappedChunkStore living = BufferFiles.store(buffer, status);
        MappedChunkStore adopter = BufferFiles.store(buffer, status);
        MappedChunkStore other = BufferFiles.store(buffer, status)) {
      BufferFiles.deadRun(buffer, "left");
      opened(living, 1, "living");
      adopter.adopted();

      assertThat(other.adopted()).isEmpty();

      assertThat(StoreProcess.adopt(buffer)).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLockFileOfALivingRunIsNotEvenOpenedByAnotherOfTheProcess() throws Exception {
    try (MappedChunkStore living = BufferFiles.store(buffer, status);
        MappedChunkStore other = BufferFiles.store(buffer, status)) {
      opened(living, 1, "living");
      Path lock = BufferFiles.runs(buffer).get(0).resolve("lock");
      assertThat(descriptorsOf(lock)).isEqualTo(1);

      other.adopted();

      assertThat(descriptorsOf(lock)).isEqualTo(1);
    }
  }

  @Test
  void aLockIsNotLostThoughNobodyKnowsAnyMoreThatTheProcessHoldsIt() throws Exception {
    try (MappedChunkStore living = BufferFiles.store(buffer, status);
        MappedChunkStore other = BufferFiles.store(buffer, status)) {
      opened(living, 1, "living");
      HeldRuns.remove(BufferFiles.runs(buffer).get(0));

      assertThat(other.adopted()).isEmpty();

      assertThat(StoreProcess.adopt(buffer)).isEmpty();
    }
  }

  @Test
  void aLockIsNotLostToAnotherClassLoaderOfTheProcess() throws Exception {
    try (MappedChunkStore living = BufferFiles.store(buffer, status);
        URLClassLoader loader =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      opened(living, 1, "living");
      Class<?> there = loader.loadClass(Looker.class.getName());
      assertThat(there).isNotEqualTo(Looker.class);

      Object found = there.getMethod("look", String.class).invoke(null, buffer.toString());

      assertThat(found).isEqualTo(List.of());
      assertThat(StoreProcess.adopt(buffer)).isEmpty();
    }
  }

  @Test
  void aProcessThatAdoptsNothingAndMakesNothingLeavesNothing() throws Exception {
    BufferFiles.deadRun(buffer, "one");
    List<Path> before = BufferFiles.list(buffer);

    StoreProcess.adopt(buffer);

    assertThat(new HashSet<>(BufferFiles.list(buffer))).isEqualTo(new HashSet<>(before));
  }

  /** What another class loader has too. */
  public static final class Looker {

    private Looker() {}

    public static List<String> look(String buffer) {
      try (MappedChunkStore store = BufferFiles.store(Path.of(buffer), new StoreStatus())) {
        return ChunkTexts.texts(store.adopted());
      }
    }
  }

  /** How often this process has a file open. */
  private static long descriptorsOf(Path file) throws IOException {
    long count = 0;
    for (Path descriptor : BufferFiles.list(Path.of("/proc/self/fd"))) {
      try {
        if (Files.readSymbolicLink(descriptor).equals(file)) {
          count++;
        }
      } catch (NoSuchFileException e) {
        // Closed while they are looked at, as that of the listing itself: not what is counted.
      }
    }
    return count;
  }

  private static URL[] classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
