package io.emp.logging;

import java.util.Map;

/** The examples of {@code docs/connectors.md}; each sets every field of its set. */
final class ConnectorExamples {

  private ConnectorExamples() {}

  static void tell(ConnectorType type, JobLogger job) {
    switch (type) {
      case COMFYUI -> comfyUi(job);
      case OPENAI -> openAi(job);
      case A1111 -> a1111(job);
      case SIMULATION -> simulation(job);
      case REST -> rest(job);
    }
  }

  private static void comfyUi(JobLogger job) {
    ComfyUiFields comfyUi =
        new ComfyUiFields()
            .promptId("9f3c1f4e")
            .clientId("worker-001")
            .workflowHash("sha256:5f70bf18")
            .modelName("sd_xl_base_1.0.safetensors");
    job.jobProgress(
        e ->
            e.progress(40)
                .connector(
                    comfyUi
                        .websocketMessageType("executing")
                        .queueRemaining(2)
                        .executionStep("KSampler")
                        .nodeId("3")
                        .vramUsage(11_811_160_064L)));
  }

  private static void openAi(JobLogger job) {
    job.jobCompleted(
        e ->
            e.connector(
                new OpenAiFields()
                    .model("gpt-4o")
                    .requestId("chatcmpl-123")
                    .tokenUsage(12, 34)
                    .responseTimeMs(850)
                    .requestSizeBytes(512)
                    .responseSizeBytes(2048)));
  }

  private static void a1111(JobLogger job) {
    job.jobStarted(
        e ->
            e.connector(
                new A1111Fields()
                    .modelCheckpoint("v1-5-pruned-emaonly.safetensors")
                    .vae("vae-ft-mse-840000.safetensors")
                    .sampler("Euler a")
                    .steps(20)
                    .cfgScale(7.5)
                    .seed(1234567890)
                    .width(512)
                    .height(768)
                    .batchSize(4)));
  }

  private static void simulation(JobLogger job) {
    job.jobProgress(
        e ->
            e.connector(
                new SimulationFields()
                    .simulationType("fluid")
                    .iteration(250)
                    .totalIterations(1000)
                    .convergence(0.0031)
                    .parameters(Map.of("viscosity", 0.89, "mesh", "coarse"))));
  }

  private static void rest(JobLogger job) {
    job.info(
        "Submitted",
        e ->
            e.connector(
                new RestFields()
                    .httpMethod("POST")
                    .endpoint("/v1/jobs/{id}/results")
                    .statusCode(201)
                    .headers(Map.of("content-type", "application/json"))
                    .retryCount(1)
                    .timeoutMs(30_000)));
  }
}
