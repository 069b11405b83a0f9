package io.emp.logging.fluent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what runs left undelivered that have ended. What is damaged is set aside and told, and
 * what cannot be got at is left and told; neither keeps the rest from being taken over.
 */
final class Adoption {

  /** Making a directory takes a moment; one that is still unnamed after so long has no maker. */
  private static final Duration UNNAMED = Duration.ofHours(1);

  private final Path bufferDirectory;
  private final UnreadableFiles unreadable;
  private final StoreReport report;

  private final List<Adopted> chunks = new ArrayList<>();
  private final List<LeftJobs> jobs = new ArrayList<>();
  private long bytesLeft;

  /**
   * A chunk that has something to deliver, and its file, which holds its directory once.
   *
   * @param chunk as it was recovered
   * @param file where it lies
   */
  record Adopted(Chunk chunk, ChunkFile file) {}

  /**
   * An adoption, which is done once.
   *
   * @param mostBytes how many bytes of chunks are taken over at the most; what is left stays as it
   *     is
   */
  Adoption(Path bufferDirectory, UnreadableFiles unreadable, StoreReport report, long mostBytes) {
    this.bufferDirectory = bufferDirectory;
    this.unreadable = unreadable;
    this.report = report;
    this.bytesLeft = mostBytes;
  }

  /** The oldest first: by the start of the run, then in the order in which they were opened. */
  void adopt() {
    if (!Files.isDirectory(bufferDirectory)) {
      // Not made yet; or it cannot be used, which the first chunk that is asked for will tell.
      return;
    }
    try {
      for (Path path : RunDirectory.list(bufferDirectory)) {
        if (bytesLeft <= 0) {
          break;
        }
        adoptRun(path);
      }
      removeUnnamed();
    } catch (IOException e) {
      report.notAdopted(bufferDirectory, e);
    }
  }

  /** What was taken over. */
  List<Adopted> chunks() {
    return chunks;
  }

  /** Of the runs that left open jobs; each holds its directory once. */
  List<LeftJobs> jobs() {
    return jobs;
  }

  private void adoptRun(Path path) {
    RunDirectory run;
    try {
      run = RunDirectory.claim(path);
    } catch (NoSuchFileException e) {
      // Another process has just delivered what was in it, and removed it.
      return;
    } catch (IOException e) {
      report.notAdopted(path, e);
      return;
    }
    if (run == null) {
      return;
    }
    try {
      List<Path> files = inOrder(run.chunkFiles());
      // First: whether a job has ended its chunks may say, which are deleted when they are read.
      LeftJobs left = readJobs(run, files);
      boolean all = true;
      for (Path file : files) {
        all = all && takesRoom(file);
        if (all) {
          adoptFile(run, file);
        }
      }
      if (left != null && all) {
        adoptJobs(run, left);
      } // Else the end of a job would be told before what happened in it.
    } catch (NoSuchFileException e) {
      // The same, a moment later.
      return;
    } catch (IOException e) {
      report.notAdopted(path, e);
    } finally {
      run.drop();
    }
  }

  /** Files are used again, so the order of their names is not that of what is in them. */
  private static List<Path> inOrder(List<Path> files) {
    Map<Path, Long> numbers = new HashMap<>();
    files.forEach(file -> numbers.put(file, ChunkHeader.numberIn(file)));
    return files.stream().sorted(Comparator.comparing(numbers::get)).toList();
  }

  /** False where there is no room for it now, and so not for those that come after it. */
  private boolean takesRoom(Path file) throws IOException {
    bytesLeft -= Files.size(file);
    return bytesLeft >= 0;
  }

  private @Nullable LeftJobs readJobs(RunDirectory run, List<Path> chunkFiles) {
    Path path = run.jobs();
    try {
      if (Files.notExists(path, NOFOLLOW_LINKS)) {
        return null;
      }
      if (Files.size(path) > ChunkFile.MAX_BYTES) {
        setAside(run, path, "it has " + Files.size(path) + " bytes, more than it ever has");
        return null;
      }
      ChunkFile file = ChunkFile.open(run, path);
      try {
        LeftJobs left = LeftJobs.read(file, chunkFiles);
        if (left == null) {
          file.delete();
        }
        return left;
      } catch (IOException | RuntimeException | InternalError e) {
        setAside(run, path, FileFailure.reason(e));
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      report.notAdopted(path, e);
    }
    return null;
  }

  private void adoptJobs(RunDirectory run, LeftJobs left) {
    try {
      if (left.damaged() > 0) {
        left.file().keepAsDamaged();
        report.damagedJobs(unreadable.pathFor(left.file()), left.damaged());
      }
      if (left.open() == 0) {
        unreadable.discard(left.file());
      } else {
        run.hold();
        jobs.add(left);
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      report.notAdopted(left.file().path(), e);
    }
  }

  private void adoptFile(RunDirectory run, Path path) {
    try {
      if (Files.size(path) > ChunkFile.MAX_BYTES) {
        setAside(run, path, "it has " + Files.size(path) + " bytes, more than a chunk ever has");
        return;
      }
      ChunkFile file = ChunkFile.open(run, path);
      Chunk.Recovered recovered;
      try {
        recovered = Chunk.recover(file.bytes());
      } catch (IOException | RuntimeException | InternalError e) {
        // The error is how the JVM tells of a fault in mapped memory, such as a bad block.
        setAside(run, path, FileFailure.reason(e));
        return;
      }
      if (recovered.damaged() > 0) {
        keepDamaged(run, file, recovered);
      }
      Chunk chunk = recovered.chunk();
      if (chunk != null) {
        run.hold();
        chunks.add(new Adopted(chunk, file));
      } else if (recovered.damaged() == 0) {
        file.delete();
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // No memory either: what was taken over before would be held for ever by nobody.
      report.notAdopted(path, e);
    }
  }

  private void setAside(RunDirectory run, Path path, String why) {
    try {
      report.unreadable(unreadable.move(run, path), why);
    } catch (IOException e) {
      report.unreadableHere(path, why);
    }
  }

  private void keepDamaged(RunDirectory run, ChunkFile file, Chunk.Recovered recovered)
      throws IOException {
    if (recovered.chunk() == null) {
      report.damaged(unreadable.move(run, file.path()), recovered.damaged());
      return;
    }
    try {
      report.damaged(unreadable.copy(file), recovered.damaged());
    } catch (IOException e) {
      // The disk may be full. What is good is delivered all the same, and the file kept after.
      file.keepAsDamaged();
      report.damaged(unreadable.pathFor(file), recovered.damaged());
    }
  }

  private void removeUnnamed() throws IOException {
    long youngest = System.currentTimeMillis() - UNNAMED.toMillis();
    for (Path path : RunDirectory.listUnnamed(bufferDirectory)) {
      if (Files.getLastModifiedTime(path).toMillis() < youngest) {
        RunDirectory.removeUnnamed(path);
      }
    }
  }
}
