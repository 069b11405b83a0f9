package io.emp.logging.fluent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The file in which a chunk lies, or the list of open jobs, mapped. There is no way to unmap it:
 * the garbage collector does, some time after nobody has the chunk any more, and only then has a
 * deleted file its space back.
 */
final class ChunkFile {

  /** A file that is larger was not made as a chunk. */
  static final long MAX_BYTES = 16L << 20;

  private static final int ZEROS = 64 * 1024;
  private static final int ATTEMPTS = 3;

  private final RunDirectory directory;
  private final Path path;
  private final MappedByteBuffer bytes;
  private final boolean ofThisRun;
  private boolean damaged;

  // What was forced last; only the thread that forces has to do with these.
  private long forcedNumber;
  private int forcedEntries;

  private ChunkFile(RunDirectory directory, Path path, MappedByteBuffer bytes, boolean ofThisRun) {
    this.directory = directory;
    this.path = path;
    this.bytes = bytes;
    this.ofThisRun = ofThisRun;
  }

  /**
   * Makes a file of zeros. They are written, and not just a length set: else a disk that gets full
   * would not be told here, but by a fault at a later store into the mapping.
   *
   * <p>An interrupt of this thread does not make it fail, and is not lost.
   *
   * @throws IOException with a message for people; no file is left then
   */
  static ChunkFile create(RunDirectory directory, int chunkBytes) throws IOException {
    return create(directory, directory::nextChunk, chunkBytes);
  }

  /** The same under the name of the list of open jobs. */
  static ChunkFile createJobs(RunDirectory directory) throws IOException {
    // There is one where the mapping of an earlier one failed.
    Files.deleteIfExists(directory.jobs());
    return create(directory, directory::jobs, JobsFile.BYTES);
  }

  private static ChunkFile create(RunDirectory directory, Supplier<Path> name, int fileBytes)
      throws IOException {
    boolean interrupted = false;
    try {
      for (int attempt = 1; ; attempt++) {
        // A channel closes itself when a thread uses it that is interrupted.
        interrupted |= Thread.interrupted();
        Path path = name.get();
        try {
          return new ChunkFile(directory, path, make(path, fileBytes), true);
        } catch (ClosedByInterruptException e) {
          if (attempt == ATTEMPTS) {
            throw FileFailure.toWrite(path, directory.path(), fileBytes, e);
          }
        } catch (IOException e) {
          throw FileFailure.toWrite(path, directory.path(), fileBytes, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static MappedByteBuffer make(Path path, int fileBytes) throws IOException {
    Set<OpenOption> options = Set.of(CREATE_NEW, READ, WRITE);
    FileChannel channel = FileChannel.open(path, options, OwnerOnly.file(path));
    try (channel) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, fileBytes));
      for (int left = fileBytes; left > 0; ) {
        zeros.clear().limit(Math.min(zeros.capacity(), left));
        left -= channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, fileBytes);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException suppressed) {
        // It stays, zero throughout, which is to say free; the next run deletes it.
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * Maps a file of a run that has ended; it stays as it is.
   *
   * @throws IOException where it cannot be opened or mapped, which says nothing about its content
   */
  static ChunkFile open(RunDirectory directory, Path path) throws IOException {
    Set<OpenOption> options = Set.of(READ, WRITE, NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(path, options)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      return new ChunkFile(directory, path, bytes, false);
    }
  }

  RunDirectory directory() {
    return directory;
  }

  Path path() {
    return path;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  boolean isOfThisRun() {
    return ofThisRun;
  }

  /** Whether it is still where it was made. */
  boolean exists() {
    return Files.exists(path, NOFOLLOW_LINKS);
  }

  /** It is to be set aside, and not to be deleted, when its good entries are delivered. */
  void keepAsDamaged() {
    damaged = true;
  }

  boolean isKeptAsDamaged() {
    return damaged;
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * Forces it to the disk if entries were appended since the last time; whether they were is read
   * without a lock, so what another thread appends right now may be left for the next time.
   *
   * @return what failed; null where nothing did
   */
  @Nullable IOException force(Chunk chunk) {
    long number = chunk.number();
    int entries = chunk.entries();
    if (entries == 0 || (number == forcedNumber && entries == forcedEntries)) {
      return null;
    }
    try {
      bytes.force();
    } catch (UncheckedIOException e) {
      return new IOException("cannot write " + path + " (" + e.getMessage() + ")", e);
    }
    forcedNumber = number;
    forcedEntries = entries;
    return null;
  }
}
