package io.emp.examples.worker;

import io.emp.logging.ConnectorLogger;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** One worker: it has a logger of its own and takes jobs off the queue until that is empty. */
final class ThumbnailWorker implements Callable<Void> {

  private final ConnectorLogger logger;
  private final Queue<ThumbnailJob> jobs;
  private final Consumer<JobResult> results;

  /**
   * @param jobs shared with the other workers
   * @param results told of each job that has ended, on this worker's thread
   */
  ThumbnailWorker(ConnectorLogger logger, Queue<ThumbnailJob> jobs, Consumer<JobResult> results) {
    this.logger = logger;
    this.jobs = jobs;
    this.results = results;
  }

  @Override
  public Void call() {
    for (ThumbnailJob job = jobs.poll(); job != null; job = jobs.poll()) {
      results.accept(result(job));
    }
    return null;
  }

  /**
   * One bad job must not end the worker. Its failure has been told by then, with its stack trace.
   */
  private JobResult result(ThumbnailJob job) {
    String jobId = job.context().jobId();
    try {
      job.run(logger);
      return new JobResult(jobId, null);
    } catch (Exception e) {
      return new JobResult(jobId, String.valueOf(e.getMessage()));
    }
  }
}
