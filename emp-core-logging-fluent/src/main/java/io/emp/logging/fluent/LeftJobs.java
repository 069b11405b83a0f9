package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run that has ended left in its {@link JobsFile}. It holds the run's directory, once, until
 * the end of each job was told or taken over. For the supply thread alone.
 */
final class LeftJobs {

  private final ChunkFile file;
  private final JobsFile jobs;
  private final int damaged;

  /** What becomes of a job; false where that cannot be now. */
  interface Heir {
    boolean take(OpenJob job, long lastSeenMillis);
  }

  private LeftJobs(ChunkFile file, JobsFile jobs) {
    this.file = file;
    this.jobs = jobs;
    int bad = jobs.isCut() ? 1 : 0;
    for (int slot = 0; slot < jobs.slots(); slot++) {
      bad += !jobs.isFree(slot) && jobs.job(slot) == null ? 1 : 0;
    }
    damaged = bad;
  }

  /**
   * Reads it.
   *
   * @param chunks the files of the run's chunks, in their order
   * @return null where nobody put anything into it
   * @throws IOException where it cannot be read; says why
   */
  static @Nullable LeftJobs read(ChunkFile file, List<Path> chunks) throws IOException {
    if (JobsFile.isBlank(file.bytes())) {
      return null;
    }
    LeftJobs left = new LeftJobs(file, JobsFile.read(file.bytes()));
    left.dropTwins();
    left.settle(chunks);
    return left;
  }

  /** A job that is replaced is there twice for a moment: the one that began later stays. */
  private void dropTwins() {
    Map<OpenJob.Key, Integer> slots = new HashMap<>();
    for (int slot = 0; slot < jobs.slots(); slot++) {
      OpenJob job = jobs.job(slot);
      if (job == null) {
        continue;
      }
      Integer twin = slots.putIfAbsent(job.key(), slot);
      OpenJob other = twin == null ? null : jobs.job(twin);
      if (twin != null && other != null) {
        boolean later = job.sinceMillis() >= other.sinceMillis();
        jobs.clear(later ? twin : slot);
        slots.put(job.key(), later ? slot : twin);
      }
    }
  }

  /**
   * A process may be killed while it tells the end of a job: whether it has told it, its chunks
   * say, delivered or not.
   */
  private void settle(List<Path> chunks) {
    List<Integer> ending = new ArrayList<>();
    for (int slot = 0; slot < jobs.slots(); slot++) {
      if (jobs.isEnding(slot) && jobs.job(slot) != null) {
        ending.add(slot);
      }
    }
    if (ending.isEmpty()) {
      return;
    }
    Map<OpenJob.Key, Boolean> ended = ended(chunks);
    for (int slot : ending) {
      if (ended.getOrDefault(Objects.requireNonNull(jobs.job(slot)).key(), false)) {
        jobs.clear(slot);
      }
    }
  }

  /** By job: whether the last that is told of it, of its beginning and its end, is its end. */
  private Map<OpenJob.Key, Boolean> ended(List<Path> chunks) {
    Map<OpenJob.Key, Boolean> ended = new HashMap<>();
    RecordTree tree = new RecordTree();
    for (Path chunk : chunks) {
      try {
        ByteBuffer bytes = ChunkFile.open(file.directory(), chunk).bytes();
        Chunk.forEachEntry(
            bytes,
            entry -> {
              new MessagePackReader(entry).readEntry(tree);
              Map<String, @Nullable Object> record = tree.record();
              OpenJob.Key key = OpenJob.Key.of(record);
              boolean end = JobJournal.isEnd(record.get("event_type"));
              boolean told = end || JobJournal.isBeginning(record.get("event_type"));
              if (key != null && told && record.get(JobJournal.ILLEGAL) == null) {
                ended.put(key, end);
              }
            });
      } catch (IOException | RuntimeException | InternalError e) {
        // Told where the chunk is taken over; what it says of the job is lost.
      }
    }
    return ended;
  }

  ChunkFile file() {
    return file;
  }

  /** How many jobs there are no more, as far as can be told. */
  int damaged() {
    return damaged;
  }

  boolean isOfThisJvm() {
    return jobs.isOf(Jvm.ID);
  }

  /** How many jobs are open. */
  int open() {
    int open = 0;
    for (int slot = 0; slot < jobs.slots(); slot++) {
      open += jobs.job(slot) == null ? 0 : 1;
    }
    return open;
  }

  /**
   * Gives each job to the heir.
   *
   * @return whether none is left
   */
  boolean give(Heir heir) {
    for (int slot = 0; slot < jobs.slots(); slot++) {
      OpenJob job = jobs.job(slot);
      if (job != null && !heir.take(job, jobs.lastSeen())) {
        return false;
      }
      if (job != null) {
        jobs.clear(slot);
      }
    }
    return true;
  }
}
