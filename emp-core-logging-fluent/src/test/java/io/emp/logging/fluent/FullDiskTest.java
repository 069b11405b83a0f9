package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.LoggerContext;
import io.emp.examples.collector.ForwardCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real file system without space; skipped where this user may not mount one. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

  private static final int CHUNK_BYTES = 512 * 1024;

  @TempDir Path temporary;
  private final StoreStatus status = new StoreStatus();
  private Path disk;
  private Path buffer;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temporary.toRealPath().resolve("disk"));
    buffer = disk.resolve("buffer");
    mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
    assumeThat(mounted).as("a tmpfs can be mounted").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      // Lazily: files stay mapped until the next garbage collection.
      assertThat(run("umount", "-l", disk.toString())).isTrue();
    }
  }

  @Test
  void aFullDiskIsToldWhenAChunkIsAskedForAndNothingHalfMadeStays() throws Exception {
    Path ballast = Files.write(disk.resolve("ballast"), new byte[CHUNK_BYTES]);
    try (MappedChunkStore store = store()) {
      List<Chunk> chunks = new ArrayList<>();
      Throwable failure = fill(store, chunks);

      assertThat(failure)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(BufferFiles.runs(buffer).get(0).toString())
          .hasMessageContaining("no space left on the file system of")
          .hasMessageContaining("smaller buffer");
      assertThat(chunks).isNotEmpty();
      assertThat(BufferFiles.chunks(BufferFiles.runs(buffer).get(0))).hasSameSizeAs(chunks);
      // What was given can be written to the last byte.
      for (int i = 0; i < chunks.size(); i++) {
        Chunk chunk = chunks.get(i);
        chunk.open(ChunkTexts.RUN, i + 1, ChunkTexts.TAG, ChunkTexts.OPENED);
        chunk.append(new byte[chunk.capacity()], chunk.capacity());
      }

      Files.delete(ballast);

      assertThat(store.allocate().isEmpty()).isTrue();
    }
  }

  @Test
  void aDamagedFileThatCannotBeCopiedIsDeliveredFirstAndKeptAfterwards() throws Exception {
    try (MappedChunkStore first = store()) {
      BufferFiles.opened(first, 1, "one", "two");
    }
    Path file = BufferFiles.chunks(BufferFiles.runs(buffer).get(0)).get(0);
    BufferFiles.damage(file, BufferFiles.entriesStart(file));
    fillUp();
    try (MappedChunkStore store = store()) {
      List<Chunk> adopted = store.adopted();
      assertThat(ChunkTexts.texts(adopted)).containsExactly("two");
      assertThat(BufferFiles.unreadable(buffer)).isEmpty();

      ChunkTexts.deliverAll(adopted.get(0));
      store.release(adopted.get(0));
    }
    assertThat(BufferFiles.runs(buffer)).isEmpty();
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains(BufferFiles.unreadable(buffer).get(0).toString());
  }

  @Test
  void anAppenderOnAFullDiskGoesOnInMemoryAndLosesNothing() throws Exception {
    List<Object> messages = Collections.synchronizedList(new ArrayList<>());
    LoggerContext context = new LoggerContext();
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setContext(context);
    int port = FreePort.find();
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setBufferDirectory(buffer.toString());
    appender.start();
    context.getLogger("test").addAppender(appender);
    int events = 20_000;
    for (int i = 0; i < events; i++) {
      context.getLogger("test").info("event {}", i);
    }
    try (ForwardCollector collector =
        ForwardCollector.start(port, event -> messages.add(event.fields().get("message")))) {
      await().until(() -> Objects.requireNonNull(appender.snapshot()).acked() == events);
      context.stop();

      assertThat(messages)
          .isEqualTo(IntStream.range(0, events).mapToObj(i -> (Object) ("event " + i)).toList());
      assertThat(collector.problems()).isEmpty();
    }
    assertThat(Objects.requireNonNull(appender.snapshot()).droppedTotal()).isZero();
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getMessage().contains("disk buffer cannot be used"))
        .hasSize(1);
  }

  private MappedChunkStore store() {
    return BufferFiles.store(buffer, RunId.random(), CHUNK_BYTES, status.report);
  }

  private static Throwable fill(ChunkStore store, List<Chunk> chunks) {
    for (int i = 0; i < 5; i++) {
      Throwable failure = catchThrowable(() -> chunks.add(store.allocate()));
      if (failure != null) {
        return failure;
      }
    }
    throw new AssertionError("the disk does not get full");
  }

  private void fillUp() throws IOException {
    byte[] block = new byte[64 * 1024];
    try (var out = Files.newOutputStream(disk.resolve("ballast"))) {
      for (int i = 0; i < 1_000; i++) {
        out.write(block);
      }
      throw new AssertionError("the disk does not get full");
    } catch (IOException e) {
      // Full.
      assertThat(e).hasMessageContaining("space");
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // There is no such command here.
      return false;
    }
    return process.waitFor(50, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
