package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** What a connector to ComfyUI knows of a prompt. */
public final class ComfyUiFields extends ConnectorFields {

  /** An empty set. */
  public ComfyUiFields() {
    super(ConnectorType.COMFYUI);
  }

  /**
   * Sets {@code prompt_id}.
   *
   * @param promptId ComfyUI's id of the prompt
   * @return this
   */
  public ComfyUiFields promptId(@Nullable String promptId) {
    text("prompt_id", promptId);
    return this;
  }

  /**
   * Sets {@code client_id}.
   *
   * @param clientId the id the connector gave itself at ComfyUI's WebSocket
   * @return this
   */
  public ComfyUiFields clientId(@Nullable String clientId) {
    text("client_id", clientId);
    return this;
  }

  /**
   * Sets {@code websocket_message_type}.
   *
   * @param type the type of the message that was received, such as {@code executing}
   * @return this
   */
  public ComfyUiFields websocketMessageType(@Nullable String type) {
    text("websocket_message_type", type);
    return this;
  }

  /**
   * Sets {@code queue_remaining}.
   *
   * @param prompts how many prompts ComfyUI says are in its queue
   * @return this
   */
  public ComfyUiFields queueRemaining(long prompts) {
    count("queue_remaining", prompts);
    return this;
  }

  /**
   * Sets {@code execution_step}.
   *
   * @param step the step that is being executed, such as {@code KSampler}
   * @return this
   */
  public ComfyUiFields executionStep(@Nullable String step) {
    text("execution_step", step);
    return this;
  }

  /**
   * Sets {@code node_id}.
   *
   * @param nodeId the workflow's node that is being executed
   * @return this
   */
  public ComfyUiFields nodeId(@Nullable String nodeId) {
    text("node_id", nodeId);
    return this;
  }

  /**
   * Sets {@code workflow_hash}.
   *
   * @param hash a hash of the workflow, in the caller's own form
   * @return this
   */
  public ComfyUiFields workflowHash(@Nullable String hash) {
    text("workflow_hash", hash);
    return this;
  }

  /**
   * Sets {@code model_name}.
   *
   * @param model the model the workflow loads
   * @return this
   */
  public ComfyUiFields modelName(@Nullable String model) {
    text("model_name", model);
    return this;
  }

  /**
   * Sets {@code vram_usage}.
   *
   * @param bytes the GPU memory in use, in bytes
   * @return this
   */
  public ComfyUiFields vramUsage(long bytes) {
    count("vram_usage", bytes);
    return this;
  }
}
