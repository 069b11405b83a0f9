package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chunks in mapped files of a directory, which several runs share, in one process or in many: each
 * has a {@link RunDirectory} of its own, and takes over those of runs that have ended. What is
 * appended outlives the process the moment it is appended, and a power failure once it is forced.
 *
 * <p>Nothing is done to the directory before the first chunk is asked for. If somebody removes the
 * directory it is made again with the next chunk; what is in the older ones is delivered still, but
 * is not durable any more.
 */
final class MappedChunkStore implements ChunkStore {

  private final Path bufferDirectory;
  private final RunId run;
  private final int chunkBytes;
  private final StoreReport report;
  private final UnreadableFiles unreadable;
  private final JobRecovery jobs;

  /** Each holds its directory once. */
  private final Map<Chunk, ChunkFile> files = Collections.synchronizedMap(new IdentityHashMap<>());

  private @Nullable RunDirectory directory;
  private @Nullable RunDirectory forcedDirectory;
  private boolean madeSinceForced;
  private volatile boolean closed;

  /**
   * A store; touches nothing yet.
   *
   * @param bufferDirectory need not exist
   * @param run the run that the chunks are of
   * @param chunkBytes the size of a chunk, header and index included
   * @param report told about what earlier runs left and cannot be delivered
   * @param journal the run's open jobs, for which it keeps a file
   * @param clock for the times at which a file that failed is tried again
   */
  MappedChunkStore(
      Path bufferDirectory,
      RunId run,
      int chunkBytes,
      StoreReport report,
      JobJournal journal,
      EngineClock clock) {
    this.bufferDirectory = bufferDirectory;
    this.run = run;
    this.chunkBytes = chunkBytes;
    this.report = report;
    this.unreadable = new UnreadableFiles(bufferDirectory);
    this.jobs = new JobRecovery(journal, run, unreadable, report, clock);
  }

  @Override
  public List<Chunk> adopted(long mostBytes) {
    Adoption adoption = new Adoption(bufferDirectory, unreadable, report, mostBytes);
    adoption.adopt();
    jobs.adopt(adoption.jobs());
    List<Chunk> chunks = new ArrayList<>();
    for (Adoption.Adopted adopted : adoption.chunks()) {
      files.put(adopted.chunk(), adopted.file());
      chunks.add(adopted.chunk());
    }
    return chunks;
  }

  @Override
  public void tend(Taker taker) {
    if (!closed) {
      jobs.keep(directory);
      jobs.tell(taker);
    }
  }

  @Override
  public Chunk allocate() throws IOException {
    if (closed) {
      throw new IOException("the buffer is closed");
    }
    RunDirectory place = directory();
    ChunkFile file = ChunkFile.create(place, chunkBytes);
    Chunk chunk = new Chunk(file.bytes());
    place.hold();
    files.put(chunk, file);
    madeSinceForced = true;
    return chunk;
  }

  private RunDirectory directory() throws IOException {
    RunDirectory before = directory;
    if (before != null && before.exists()) {
      return before;
    }
    RunDirectory made;
    try {
      made = RunDirectory.create(bufferDirectory, run);
    } catch (IOException e) {
      throw FileFailure.toWrite(bufferDirectory, bufferDirectory, chunkBytes, e);
    }
    directory = made;
    if (before != null) {
      before.drop();
    }
    return made;
  }

  /** No for those of other runs, and for those whose file somebody removed. */
  @Override
  public boolean isReusable(Chunk chunk) {
    ChunkFile file = files.get(chunk);
    return !closed && file != null && file.isOfThisRun() && file.exists();
  }

  @Override
  public boolean isDurable(Chunk chunk) {
    ChunkFile file = files.get(chunk);
    return file != null && file.exists();
  }

  @Override
  public void release(Chunk chunk) {
    ChunkFile file = files.remove(chunk);
    if (file == null) {
      return;
    }
    try {
      unreadable.discard(file);
    } catch (IOException e) {
      // It stays, with all that is good in it marked as delivered: the next run removes it.
      report.notRemoved(file.path(), e);
    } finally {
      file.directory().drop();
    }
  }

  /** Forces each chunk that was appended to, and the directory's own entries if it has new ones. */
  @Override
  public void force() throws IOException {
    List<Map.Entry<Chunk, ChunkFile>> all;
    synchronized (files) {
      all = new ArrayList<>(files.size());
      files.forEach((chunk, file) -> all.add(Map.entry(chunk, file)));
    }
    IOException failure = null;
    for (Map.Entry<Chunk, ChunkFile> one : all) {
      IOException next = one.getValue().isOfThisRun() ? one.getValue().force(one.getKey()) : null;
      if (failure == null) {
        failure = next;
      } else if (next != null) {
        failure.addSuppressed(next);
      }
    }
    if (failure != null) {
      throw failure;
    }
    forceDirectory();
  }

  private void forceDirectory() throws IOException {
    RunDirectory place = directory;
    if (place == null || !madeSinceForced) {
      return;
    }
    force(place.path());
    if (place != forcedDirectory) {
      force(bufferDirectory);
      forcedDirectory = place;
    }
    madeSinceForced = false;
  }

  private static void force(Path directory) throws IOException {
    if (OwnerOnly.file(directory).length == 0 || !Files.exists(directory)) {
      // Not POSIX, so a directory cannot be opened as a file can; or removed, and soon made again.
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Deletes the files of its own run in which nothing is undelivered; all others, and those it took
   * over, stay and are free for the next run to take over, in this process or another. Chunks must
   * not be appended to any more.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    jobs.close(directory);
    List<Chunk> chunks;
    synchronized (files) {
      chunks = new ArrayList<>(files.keySet());
    }
    for (Chunk chunk : chunks) {
      if (chunk.undelivered() == 0) {
        release(chunk);
        continue;
      }
      ChunkFile file = files.remove(chunk);
      if (file != null) {
        file.directory().drop();
      }
    }
    if (directory != null) {
      directory.drop();
    }
  }
}
