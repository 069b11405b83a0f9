package io.emp.logging.fluent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts what waits in a buffer directory, without taking or changing any of it: files are read,
 * and neither mapped nor locked. What a living run appends meanwhile may or may not be counted.
 */
final class WaitingEvents {

  /** Of files that are read; the events of more are not counted, only their bytes. */
  private static final int MOST_FILES = 512;

  private long events;
  private long bytes;
  private long usedBytes;
  private long oldestMillis = Long.MAX_VALUE;
  private int livingRuns;
  private int endedRuns;
  private int files;

  private WaitingEvents() {}

  /**
   * Looks into all runs of a buffer directory.
   *
   * @param bufferDirectory exists
   * @throws IOException where it, or one of the runs, cannot be read
   */
  static WaitingEvents in(Path bufferDirectory) throws IOException {
    WaitingEvents waiting = new WaitingEvents();
    for (Path run : RunDirectory.list(bufferDirectory)) {
      try {
        waiting.look(run);
      } catch (NoSuchFileException e) {
        // It was delivered, or its process ended, this very moment.
      }
    }
    return waiting;
  }

  private void look(Path run) throws IOException {
    if (RunDirectory.isLive(run)) {
      livingRuns++;
    } else {
      endedRuns++;
    }
    for (Path file : RunDirectory.chunkFiles(run)) {
      try {
        read(file);
      } catch (NoSuchFileException e) {
        // The same.
      }
    }
  }

  private void read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
      long size = channel.size();
      usedBytes += size;
      files++;
      if (files > MOST_FILES || size > ChunkFile.MAX_BYTES) {
        return;
      }
      ByteBuffer copy = ByteBuffer.allocate((int) size);
      while (copy.hasRemaining() && channel.read(copy) >= 0) {
        // On, to the end.
      }
      count(copy.flip());
    }
  }

  private void count(ByteBuffer copy) {
    try {
      Chunk chunk = Chunk.recover(copy).chunk();
      if (chunk != null) {
        events += chunk.undelivered();
        bytes += chunk.undeliveredBytes();
        oldestMillis = Math.min(oldestMillis, chunk.openedMillis());
      }
    } catch (IOException e) {
      // Not readable: whoever takes it over sets it aside and tells.
    }
  }

  long events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  /** Of all chunks' files, with or without events. */
  long usedBytes() {
    return usedBytes;
  }

  /** When the oldest chunk with an event that waits was begun; only where there is one. */
  long oldestMillis() {
    return oldestMillis;
  }

  int livingRuns() {
    return livingRuns;
  }

  int endedRuns() {
    return endedRuns;
  }

  /** Whether there were more files than are read. */
  boolean isMore() {
    return files > MOST_FILES;
  }
}
