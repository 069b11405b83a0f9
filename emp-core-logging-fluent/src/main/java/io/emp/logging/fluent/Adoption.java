package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  /**
   * A chunk that has something to deliver, and its file, which holds its directory once.
   *
   * @param chunk as it was recovered
   * @param file where it lies
   */
  record Adopted(Chunk chunk, ChunkFile file) {}

  Adoption(Path bufferDirectory, UnreadableFiles unreadable, StoreReport report) {
    this.bufferDirectory = bufferDirectory;
    this.unreadable = unreadable;
    this.report = report;
  }

  /** The oldest first: by the start of the run, then in the order in which they were opened. */
  List<Adopted> adopt() {
    List<Adopted> adopted = new ArrayList<>();
    if (!Files.isDirectory(bufferDirectory)) {
      // Not made yet; or it cannot be used, which the first chunk that is asked for will tell.
      return adopted;
    }
    try {
      for (Path path : RunDirectory.list(bufferDirectory)) {
        adoptRun(path, adopted);
      }
      removeUnnamed();
    } catch (IOException e) {
      report.notAdopted(bufferDirectory, e);
    }
    return adopted;
  }

  private void adoptRun(Path path, List<Adopted> adopted) {
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
      List<Adopted> ofRun = new ArrayList<>();
      for (Path file : run.chunkFiles()) {
        adoptFile(run, file, ofRun);
      }
      // Files are used again, so the order of their names is not that of what is in them.
      ofRun.sort(Comparator.comparingLong(one -> one.chunk().number()));
      adopted.addAll(ofRun);
    } catch (NoSuchFileException e) {
      // The same, a moment later.
      return;
    } catch (IOException e) {
      report.notAdopted(path, e);
    } finally {
      run.drop();
    }
  }

  private void adoptFile(RunDirectory run, Path path, List<Adopted> adopted) {
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
        adopted.add(new Adopted(chunk, file));
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
