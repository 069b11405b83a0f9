package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the supply thread does for jobs: it gives this run's {@link JobJournal} a file, and tells
 * the end of those that other runs left open. A run of the same JVM is another matter: its worker
 * lives, and what it left open is this run's from now on.
 */
final class JobRecovery {

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final JobJournal journal;
  private final CrashNotice notice;
  private final UnreadableFiles unreadable;
  private final StoreReport report;
  private final EngineClock clock;
  private final List<LeftJobs> left = new ArrayList<>();

  private @Nullable RunDirectory keptIn;
  private boolean failing;
  private boolean toldFailure;
  private long retryAt;
  private boolean toldLeftOut;

  JobRecovery(
      JobJournal journal,
      RunId run,
      UnreadableFiles unreadable,
      StoreReport report,
      EngineClock clock) {
    this.journal = journal;
    this.notice = new CrashNotice(new OwnEvents(run));
    this.unreadable = unreadable;
    this.report = report;
    this.clock = clock;
  }

  /**
   * Sees to it that the journal is kept in a directory.
   *
   * @param directory of this run; null where there is none now
   */
  void keep(@Nullable RunDirectory directory) {
    journal.seen();
    Throwable failure = journal.failure();
    if (failure != null) {
      fails(failure);
    }
    if (!toldLeftOut && journal.leftOut() > 0) {
      toldLeftOut = true;
      report.jobsLeftOut();
    }
    boolean kept = journal.hasFile() && directory == keptIn;
    if (directory == null || kept || (failing && clock.nanoTime() - retryAt < 0)) {
      return;
    }
    try {
      journal.keepIn(JobsFile.create(ChunkFile.createJobs(directory).bytes(), Jvm.ID));
      keptIn = directory;
      failing = false;
    } catch (IOException | RuntimeException | OutOfMemoryError | InternalError e) {
      fails(e);
    }
  }

  private void fails(Throwable failure) {
    retryAt = clock.nanoTime() + RETRY.toNanos();
    failing = true;
    if (!toldFailure) {
      toldFailure = true;
      report.journalFails(failure);
    }
  }

  /** Takes over what ended runs left. */
  void adopt(List<LeftJobs> jobs) {
    left.addAll(jobs);
  }

  /** Tells the end of what was left, as far as there is room; the rest waits for the next time. */
  void tell(ChunkStore.Taker taker) {
    while (!left.isEmpty()) {
      LeftJobs jobs = left.get(0);
      if (!tell(jobs, taker)) {
        return;
      }
      left.remove(0);
      jobs.file().directory().drop();
    }
  }

  private boolean tell(LeftJobs jobs, ChunkStore.Taker taker) {
    try {
      int open = jobs.open();
      boolean all =
          jobs.isOfThisJvm()
              ? jobs.give((job, lastSeen) -> journal.takeOver(job))
              : jobs.give((job, lastSeen) -> taker.offer(notice.encode(job, lastSeen)));
      int closed = open - jobs.open();
      if (closed > 0 && !jobs.isOfThisJvm()) {
        report.jobsClosed(jobs.file().directory().path(), closed);
      }
      if (all) {
        unreadable.discard(jobs.file());
      }
      return all;
    } catch (IOException | RuntimeException | InternalError e) {
      // What was told is marked, as far as the file lets itself be marked.
      report.notAdopted(jobs.file().path(), e);
      return true;
    }
  }

  /** Gives up what could not be told, which is for the next run, as is what is open in this one. */
  void close(@Nullable RunDirectory directory) {
    boolean noneOpen = journal.close();
    if (noneOpen && directory != null) {
      try {
        Files.deleteIfExists(directory.jobs());
      } catch (IOException e) {
        report.notRemoved(directory.jobs(), e);
      }
    }
    left.forEach(jobs -> jobs.file().directory().drop());
    left.clear();
  }
}
