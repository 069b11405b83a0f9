package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Appends entries to a file, a line of JSON each. The file is made when it is first needed, with
 * its directory, and only its owner may read it where the file system knows owners. It is opened
 * for each batch, so one that was moved away or removed is made anew. What is written is on the
 * disk, as far as the operating system can tell, when {@link #write} returns.
 *
 * <p>Several processes may append to one file. Not thread-safe.
 */
final class FileSink implements EntrySink {

  private final Path file;
  private final long maxBytes;

  /**
   * A sink that has not touched the file yet.
   *
   * @param maxBytes the size beyond which nothing is appended
   */
  FileSink(Path file, long maxBytes) {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
  }

  /**
   * Appends a batch. Where this fails in the middle, a part of the batch may be in the file, and
   * will be there again once the batch is written.
   *
   * @throws IOException where it cannot be written, or the file has reached its limit
   */
  @Override
  public void write(Batch batch) throws IOException {
    ByteBuffer lines = JsonEntries.lines(batch);
    try {
      append(lines);
    } catch (FileSystemException e) {
      // The message of some is the path and nothing else.
      throw new IOException("cannot write " + file + " (" + FileFailure.reason(e) + ")", e);
    }
  }

  private void append(ByteBuffer lines) throws IOException {
    try (FileChannel channel = open()) {
      long size = channel.size();
      boolean cut = size > 0 && !endsWithLine();
      if (size + lines.remaining() + (cut ? 1 : 0) > maxBytes) {
        throw new IOException(file + " has reached its limit of " + maxBytes + " bytes");
      }
      if (cut) {
        writeAll(channel, ByteBuffer.wrap(new byte[] {'\n'}));
      }
      writeAll(channel, lines);
      channel.force(false);
    }
  }

  private FileChannel open() throws IOException {
    Path directory = file.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    // From the start: there is no moment in which others can open it.
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OwnerOnly.file(file));
  }

  /** False where an earlier write stopped in the middle, for example of a full disk. */
  private boolean endsWithLine() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      long size = channel.size();
      return size == 0 || channel.read(last, size - 1) != 1 || last.get(0) == '\n';
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        throw new IOException("nothing more can be written");
      }
    }
  }
}
