package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** What a connector to OpenAI's API, or to one like it, knows of a request. */
public final class OpenAiFields extends ConnectorFields {

  /** An empty set. */
  public OpenAiFields() {
    super(ConnectorType.OPENAI);
  }

  /**
   * Sets {@code model}.
   *
   * @param model the model that was asked for
   * @return this
   */
  public OpenAiFields model(@Nullable String model) {
    text("model", model);
    return this;
  }

  /**
   * Sets {@code request_id}.
   *
   * @param id the id of the response, such as {@code chatcmpl-123}
   * @return this
   */
  public OpenAiFields requestId(@Nullable String id) {
    text("request_id", id);
    return this;
  }

  /**
   * Sets {@code token_usage}.
   *
   * @param prompt how many tokens the request had; below 0 only this part is left out
   * @param completion how many tokens the response had; below 0 only this part is left out. The
   *     total is the sum, where there are both
   * @return this
   */
  public OpenAiFields tokenUsage(long prompt, long completion) {
    tokens("token_usage", prompt, completion);
    return this;
  }

  /**
   * Sets {@code token_usage}.
   *
   * @param prompt how many tokens the request had; below 0 only this part is left out
   * @param completion how many tokens the response had; below 0 only this part is left out
   * @param total the total as the API told it; below 0 only this part is left out
   * @return this
   */
  public OpenAiFields tokenUsage(long prompt, long completion, long total) {
    tokens("token_usage", prompt, completion, total);
    return this;
  }

  /**
   * Sets {@code response_time_ms}.
   *
   * @param millis how long the response took, in milliseconds
   * @return this
   */
  public OpenAiFields responseTimeMs(long millis) {
    count("response_time_ms", millis);
    return this;
  }

  /**
   * Sets {@code request_size_bytes}.
   *
   * @param bytes the size of the request's body in bytes
   * @return this
   */
  public OpenAiFields requestSizeBytes(long bytes) {
    count("request_size_bytes", bytes);
    return this;
  }

  /**
   * Sets {@code response_size_bytes}.
   *
   * @param bytes the size of the response's body in bytes
   * @return this
   */
  public OpenAiFields responseSizeBytes(long bytes) {
    count("response_size_bytes", bytes);
    return this;
  }
}
