package io.emp.logging.fluent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one run, locked by this process: its own run's, or that of a run that has ended.
 *
 * <pre>
 * &lt;buffer directory&gt;/run-&lt;start, 13 digits of milliseconds&gt;-&lt;pid&gt;-&lt;run, hex&gt;/
 *     lock            locked as long as a process has to do with the directory
 *     000001.chunk    see {@link Chunk}; numbered in the order in which they were made
 *     jobs            see {@link JobsFile}
 * </pre>
 *
 * <p>Whether the run's process lives is told by the lock and by nothing else: pids are used again,
 * and in containers all are the same. The operating system gives up the lock of a process that ends
 * in whatever way. A directory is given its name when it is locked already, so that nobody ever
 * sees a living one unlocked.
 *
 * <p>Counts who still needs it; with the last it is unlocked, and is removed if no chunk is left in
 * it. Thread-safe.
 */
final class RunDirectory {

  private static final String LOCK = "lock";
  private static final String JOBS = "jobs";
  private static final String NEW = "new-";
  private static final int ATTEMPTS = 1_000;
  private static final Pattern NAME = Pattern.compile("run-[0-9]{13}-[0-9]+-[0-9a-f]{32}");
  private static final Pattern CHUNK = Pattern.compile("[0-9]{6,9}\\.chunk");

  /** Those that must not be closed, see {@link #lock}. */
  private static final ConcurrentLinkedQueue<FileChannel> NEVER_CLOSED =
      new ConcurrentLinkedQueue<>();

  private final Path path;
  private final FileChannel lock;
  private int lastChunk;
  private int holders = 1;

  private RunDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes one, held once.
   *
   * @param bufferDirectory is made too where it does not exist
   */
  static RunDirectory create(Path bufferDirectory, RunId run) throws IOException {
    if (!Files.isDirectory(bufferDirectory)) {
      Files.createDirectories(bufferDirectory, OwnerOnly.directory(bufferDirectory));
    }
    Path parent = bufferDirectory.toRealPath();
    Path path = newPath(parent, run);
    Path unnamed = parent.resolve(NEW + path.getFileName());
    FileChannel lock = null;
    try {
      Files.createDirectory(unnamed, OwnerOnly.directory(unnamed));
      lock = lock(unnamed);
      if (lock == null) {
        throw new IOException(unnamed + " is locked by another process");
      }
      Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
      return new RunDirectory(path, lock);
    } catch (IOException | RuntimeException e) {
      discard(unnamed, lock, e);
      HeldRuns.remove(path);
      throw e;
    }
  }

  /**
   * A path that nothing has, claimed within the JVM. The run may have had a directory before: when
   * that was removed the next one has another name.
   */
  private static Path newPath(Path parent, RunId run) throws IOException {
    long millis = System.currentTimeMillis();
    long pid = ProcessHandle.current().pid();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String name = String.format(Locale.ROOT, "run-%013d-%d-%s", millis + attempt, pid, run.hex());
      Path path = parent.resolve(name);
      if (Files.notExists(path, NOFOLLOW_LINKS) && HeldRuns.add(path)) {
        return path;
      }
    }
    throw new IOException("no name is free in " + parent);
  }

  private static void discard(Path unnamed, @Nullable FileChannel lock, Exception failure) {
    try {
      Files.deleteIfExists(unnamed.resolve(LOCK));
      Files.deleteIfExists(unnamed);
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Takes over the directory of a run that has ended, held once.
   *
   * @param path of a directory that {@link #list} gave
   * @return null where its run lives, in this process or another, or another process was faster
   */
  static @Nullable RunDirectory claim(Path path) throws IOException {
    if (!HeldRuns.add(path)) {
      return null;
    }
    boolean heldByOthers = false;
    FileChannel lock = null;
    try {
      lock = lock(path);
    } catch (OverlappingFileLockException e) {
      // Now it is heard of, and not opened again each time that somebody looks for what is left.
      heldByOthers = true;
    } finally {
      if (lock == null && !heldByOthers) {
        HeldRuns.remove(path);
      }
    }
    return lock == null ? null : new RunDirectory(path, lock);
  }

  /** Locks a directory that nobody in this JVM holds; null where another process does. */
  private static @Nullable FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
    FileChannel channel = FileChannel.open(file, options, OwnerOnly.file(file));
    boolean keepOpen = false;
    try {
      keepOpen = channel.tryLock() != null;
      return keepOpen ? channel : null;
    } catch (OverlappingFileLockException e) {
      // Somebody in this JVM holds it of whom HeldRuns has not heard. Closing would take it away.
      NEVER_CLOSED.add(channel);
      keepOpen = true;
      throw e;
    } finally {
      if (!keepOpen) {
        channel.close();
      }
    }
  }

  /**
   * Whether the run of a directory lives, for who only looks. The lock is tried for an instant and
   * shared, so nothing is taken away from whoever has it, or created; who would take the directory
   * over in that instant does so the next time.
   *
   * @param path of a directory that {@link #list} gave
   * @throws IOException where that cannot be told, such as for want of permission
   */
  static boolean isLive(Path path) throws IOException {
    if (!HeldRuns.add(path)) {
      return true;
    }
    boolean heldByOthers = false;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ, NOFOLLOW_LINKS);
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (OverlappingFileLockException e) {
      heldByOthers = true;
      NEVER_CLOSED.add(Objects.requireNonNull(channel));
      return true;
    } finally {
      if (!heldByOthers) {
        if (channel != null) {
          channel.close();
        }
        HeldRuns.remove(path);
      }
    }
  }

  /** The run directories in a buffer directory, living or not, those of older runs first. */
  static List<Path> list(Path bufferDirectory) throws IOException {
    return list(bufferDirectory.toRealPath(), NAME, Files::isDirectory);
  }

  /** What processes left that were killed in the very moment of making a directory. */
  static List<Path> listUnnamed(Path bufferDirectory) throws IOException {
    return list(
        bufferDirectory.toRealPath(), Pattern.compile(NEW + NAME.pattern()), Files::isDirectory);
  }

  /** The files of chunks in it, in the order in which they were made. */
  List<Path> chunkFiles() throws IOException {
    return chunkFiles(path);
  }

  /** The same of a directory that {@link #list} gave. */
  static List<Path> chunkFiles(Path path) throws IOException {
    return list(path, CHUNK, Files::isRegularFile);
  }

  private interface Kind {
    boolean is(Path path, LinkOption... options);
  }

  private static List<Path> list(Path directory, Pattern name, Kind kind) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (name.matcher(entry.getFileName().toString()).matches()
            && kind.is(entry, NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(found);
    return found;
  }

  Path path() {
    return path;
  }

  /** Whether it is still where it was made; if not, nobody can adopt what is made in it. */
  boolean exists() {
    return Files.exists(path.resolve(LOCK), NOFOLLOW_LINKS);
  }

  /** A path for another chunk. */
  synchronized Path nextChunk() {
    lastChunk++;
    return path.resolve(String.format(Locale.ROOT, "%06d.chunk", lastChunk));
  }

  /** The path of the file of open jobs, whether or not there is one. */
  Path jobs() {
    return path.resolve(JOBS);
  }

  synchronized void hold() {
    holders++;
  }

  /** The opposite of {@link #hold}, and of having made or claimed it. */
  synchronized void drop() {
    holders--;
    if (holders == 0) {
      end();
    }
  }

  private void end() {
    try (FileChannel held = lock) {
      // Removed while it is still locked: another process that comes in between finds no chunk.
      if (isBare(path)) {
        Files.deleteIfExists(path.resolve(LOCK));
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // An empty directory that cannot be removed, or was already, harms nobody: each start tries
      // again. The lock is given up in any case: with the descriptor, which is gone.
    } finally {
      HeldRuns.remove(path);
    }
  }

  /** Whether there is nothing in a directory but its lock. */
  static boolean isBare(Path directory) throws IOException {
    return list(directory, Pattern.compile("(?!" + LOCK + "$).*"), Files::exists).isEmpty();
  }

  /** Removes a directory of {@link #listUnnamed} of which nothing has become. */
  static void removeUnnamed(Path directory) throws IOException {
    if (isBare(directory)) {
      Files.deleteIfExists(directory.resolve(LOCK));
      Files.deleteIfExists(directory);
    }
  }
}
