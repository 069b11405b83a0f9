package io.emp.logging.fluent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where chunk files are put that cannot be read, or not wholly: the directory {@code unreadable} of
 * the buffer directory, under the names of the run and of the file. Nothing in it is ever deleted
 * or overwritten, since it may hold what was never delivered; that is for people to do.
 */
final class UnreadableFiles {

  static final String NAME = "unreadable";

  private static final int NAMES = 10_000;

  private final Path directory;

  UnreadableFiles(Path bufferDirectory) {
    directory = bufferDirectory.resolve(NAME);
  }

  /** The path under which a file is copied. */
  Path pathFor(ChunkFile file) {
    return pathFor(file.directory(), file.path());
  }

  private Path pathFor(RunDirectory run, Path file) {
    return directory.resolve(run.path().getFileName() + "-" + file.getFileName());
  }

  /**
   * Moves a file.
   *
   * @return where it is now
   */
  Path move(RunDirectory run, Path file) throws IOException {
    make();
    Path name = pathFor(run, file);
    // The name is taken first: a move takes no heed of what somebody else puts there meanwhile.
    Path target = name;
    for (int i = 1; !take(target); i++) {
      if (i > NAMES) {
        throw new IOException("no name is free for " + name);
      }
      target = name.resolveSibling(name.getFileName() + "." + i);
    }
    try {
      return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }

  /** Removes a file that has nothing undelivered; one that is damaged is kept here. */
  void discard(ChunkFile file) throws IOException {
    if (file.isKeptAsDamaged()) {
      move(file.directory(), file.path());
    } else {
      file.delete();
    }
  }

  private static boolean take(Path target) throws IOException {
    try {
      Files.createFile(target, OwnerOnly.file(target));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Copies a file, once: the copy of an adopter that ended before all was delivered stays the one,
   * since it is the file as it was found.
   *
   * @return the copy
   */
  Path copy(ChunkFile file) throws IOException {
    make();
    Path target = pathFor(file);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return target;
    }
    // Half a copy never has the name of a whole one. Who has the run's lock is the only writer.
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(partial, OwnerOnly.file(partial));
    try (InputStream from = Files.newInputStream(file.path());
        OutputStream to = Files.newOutputStream(partial, StandardOpenOption.WRITE)) {
      from.transferTo(to);
    } catch (IOException e) {
      Files.deleteIfExists(partial);
      throw e;
    }
    return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void make() throws IOException {
    Files.createDirectories(directory, OwnerOnly.directory(directory));
  }
}
