package io.emp.examples.tracks;

import io.emp.logging.ComfyUiFields;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connector that docs/migration.md shows, as it is after the migration. */
final class MigratedConnector {

  private final ComfyUi comfyUi;
  private final ConnectorLogger logger;

  MigratedConnector(ComfyUi comfyUi, ConnectorLogger logger) {
    this.comfyUi = comfyUi;
    this.logger = logger;
  }

  /** The client of ComfyUI, as far as the connector needs it. */
  interface ComfyUi {

    /** Waits for the images; tells of progress on whatever thread hears of it. */
    Images run(Workflow workflow, Consumer<Step> progress) throws IOException;
  }

  record Workflow(String promptId, String model, long size) {}

  record Step(String name, double percent) {}

  record Images(int count, long size) {}

  Images processJob(String jobId, @Nullable String sessionId, Workflow workflow)
      throws IOException {
    ComfyUiFields prompt =
        new ComfyUiFields().promptId(workflow.promptId()).modelName(workflow.model());
    return logger.withJobContext(
        JobContext.builder(jobId).sessionId(sessionId).build(),
        job -> {
          Images images =
              comfyUi.run(
                  workflow,
                  step ->
                      job.jobProgress(
                          e ->
                              e.progress(step.percent())
                                  .connector(prompt.executionStep(step.name()))));
          job.jobCompleted(
              e ->
                  e.inputSize(workflow.size())
                      .outputSize(images.size())
                      .outputCount(images.count())
                      .connector(prompt));
          return images;
        });
  }
}
