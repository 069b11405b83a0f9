package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Tells people how the buffer's chunks fare, through Logback's status. */
final class StoreReport {

  private static final int MAX_TOLD = 100;

  private final ContextAware status;
  private long hung;
  private final Set<Path> told = new HashSet<>();

  StoreReport(ContextAware status) {
    this.status = status;
  }

  /** There are no new chunks: the first of a row of failures. */
  void supplyFails(Throwable failure) {
    status.addWarn(
        "The buffer cannot grow: "
            + text(failure)
            + ". It goes on with the chunks it has, and events are dropped when these are full.");
  }

  /** Chunks were not made in time. Told for the 1st, 2nd, 4th, 8th … time. */
  void supplyHung() {
    hung++;
    if (Long.bitCount(hung) == 1) {
      status.addWarn(
          "The buffer did not grow as fast as events came ("
              + hung
              + " times in this run), so that some wait in the heap, or in memory in place of the"
              + " disk. The machine is overloaded, or its disk hangs.");
    }
  }

  void supplyWorks() {
    status.addInfo("The buffer can grow again.");
  }

  void diskFails(Throwable failure) {
    status.addWarn(
        "The disk buffer cannot be used: "
            + text(failure)
            + ". From now on events wait in memory, and are lost if the process is killed. It is"
            + " tried again every 10 s; check bufferDirectory (FLUENTD_BUFFER_DIRECTORY).");
  }

  void diskWorks() {
    status.addInfo("The disk buffer can be used again: events wait on disk from now on.");
  }

  void adoptionFails(Throwable failure) {
    status.addWarn(
        "What earlier runs left in the buffer's directory cannot be read now and stays there: "
            + text(failure)
            + ".");
  }

  /**
   * A file that nothing can be read from.
   *
   * @param file where it is now: it was set aside if that could be done
   */
  void unreadable(Path file, String why) {
    status.addWarn(
        "A file that an earlier run left in the buffer's directory cannot be read: "
            + why
            + ". What was in it is not delivered. It is kept for you as "
            + file
            + ".");
  }

  /** The same, of a file that could not be set aside and is found again and again. Told once. */
  void unreadableHere(Path file, String why) {
    if (isNews(file)) {
      unreadable(file, why);
    }
  }

  private boolean isNews(Path file) {
    return told.size() < MAX_TOLD && told.add(file);
  }

  /**
   * A file of which a part is damaged; the rest of it is delivered.
   *
   * @param copy where the file as it was found is, or will be when the rest is delivered
   * @param entries how many are lost, as far as can be told
   */
  void damaged(Path copy, int entries) {
    status.addWarn(
        "A file that an earlier run left in the buffer's directory is damaged: "
            + entries
            + " of its events cannot be delivered. It is kept for you as "
            + copy
            + ".");
  }

  /**
   * A list of open jobs of which a part is damaged; the end of the others is told.
   *
   * @param copy where it will be then
   * @param jobs how many are lost, as far as can be told
   */
  void damagedJobs(Path copy, int jobs) {
    if (isNews(copy)) {
      status.addWarn(
          "The list of open jobs that an earlier run left in the buffer's directory is damaged: the"
              + " end of "
              + jobs
              + " of its jobs cannot be told. It is kept for you as "
              + copy
              + ".");
    }
  }

  /** The ends of the jobs of a worker that has ended without telling them are in the buffer. */
  void jobsClosed(Path run, int jobs) {
    status.addWarn(
        "The worker of "
            + run
            + " ended while "
            + jobs
            + " of its jobs were open: each is told as job_failed (worker_crash).");
  }

  /** Open jobs are not kept on disk, for a time. Told once. */
  void journalFails(Throwable failure) {
    status.addWarn(
        "The open jobs cannot be kept on disk: "
            + text(failure)
            + ". If the process is killed, nobody tells the end of its jobs. It is tried again"
            + " every 10 s.");
  }

  /** Jobs had no place in the list of open jobs. Told once. */
  void jobsLeftOut() {
    status.addWarn(
        "Jobs are open that are not kept on disk, since there are "
            + JobsFile.SLOTS
            + " or more, or their ids are too long. If the process is killed, nobody tells their"
            + " end.");
  }

  /** A file that could not be looked at; it is left where it is. Told once for each. */
  void notAdopted(Path file, Throwable failure) {
    if (!isNews(file)) {
      return;
    }
    status.addWarn(
        "What an earlier run left in "
            + file
            + " cannot be taken over now ("
            + FileFailure.reason(failure)
            + "). It stays there, and is tried again now and then.");
  }

  /** All in it is delivered, so this is no loss. */
  void notRemoved(Path file, Throwable failure) {
    status.addWarn(
        "The delivered events in "
            + file
            + " cannot be removed ("
            + FileFailure.reason(failure)
            + "). The next start tries again.");
  }

  /** The first of a row of failures. */
  void forceFails(Throwable failure) {
    status.addWarn("What is buffered could not be forced to the disk: " + text(failure) + ".");
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
