package io.emp.logging.fluent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A buffer directory as tests see and prepare it. */
final class BufferFiles {

  static final int CHUNK_BYTES = 8_192;

  private BufferFiles() {}

  static MappedChunkStore store(Path buffer, StoreStatus status) {
    return store(buffer, RunId.random(), CHUNK_BYTES, status.report);
  }

  static MappedChunkStore store(Path buffer, RunId run, int chunkBytes, StoreReport report) {
    EngineClock clock = EngineClock.SYSTEM;
    return new MappedChunkStore(buffer, run, chunkBytes, report, new JobJournal(clock), clock);
  }

  static Chunk opened(ChunkStore store, long number, String... texts) throws IOException {
    Chunk chunk = store.allocate();
    chunk.open(ChunkTexts.RUN, number, ChunkTexts.TAG, ChunkTexts.OPENED);
    ChunkTexts.append(chunk, texts);
    return chunk;
  }

  /**
   * Leaves a run that has ended, one chunk for each text.
   *
   * @return its directory
   */
  static Path deadRun(Path buffer, String... texts) throws IOException {
    List<Path> before = runs(buffer);
    MappedChunkStore store = store(buffer, new StoreStatus());
    for (int i = 0; i < texts.length; i++) {
      opened(store, i + 1, texts[i]);
    }
    store.close();
    return runs(buffer).stream().filter(run -> !before.contains(run)).findFirst().orElseThrow();
  }

  /** The same, of a run that began at a time. */
  static Path deadRunOf(long startMillis, Path buffer, String... texts) throws IOException {
    Path run = deadRun(buffer, texts);
    String name = run.getFileName().toString().replaceFirst("[0-9]{13}", "%013d");
    return Files.move(run, run.resolveSibling(String.format(Locale.ROOT, name, startMillis)));
  }

  static List<Path> runs(Path buffer) throws IOException {
    return list(buffer).stream()
        .filter(path -> path.getFileName().toString().startsWith("run-"))
        .toList();
  }

  static List<Path> chunks(Path run) throws IOException {
    return list(run).stream().filter(path -> path.toString().endsWith(".chunk")).toList();
  }

  static List<Path> unreadable(Path buffer) throws IOException {
    return list(buffer.resolve(UnreadableFiles.NAME));
  }

  /** The one file that was set aside. */
  static String unreadableOf(Path buffer) {
    try {
      return unreadable(buffer).get(0).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is in a directory; nothing where there is none. */
  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted().toList();
    }
  }

  /** Changes a byte of a file. */
  static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x20;
    Files.write(file, bytes);
  }

  /** Where the entries of a chunk's file begin. */
  static int entriesStart(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int slots = ByteBuffer.wrap(bytes).getInt(16);
    return ChunkHeader.BYTES + slots * Long.BYTES;
  }

  static void deleteTree(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walked = Files.walk(directory)) {
      paths = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
