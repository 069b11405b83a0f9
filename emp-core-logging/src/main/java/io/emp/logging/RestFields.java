package io.emp.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connector to a REST service knows of a request. */
public final class RestFields extends ConnectorFields {

  /** An empty set. */
  public RestFields() {
    super(ConnectorType.REST);
  }

  /**
   * Sets {@code http_method}.
   *
   * @param method the method, such as {@code POST}
   * @return this
   */
  public RestFields httpMethod(@Nullable String method) {
    text("http_method", method);
    return this;
  }

  /**
   * Sets {@code endpoint}.
   *
   * @param endpoint the path's template, such as {@code /v1/jobs/{id}}; without ids and query, so
   *     that requests can be counted by it
   * @return this
   */
  public RestFields endpoint(@Nullable String endpoint) {
    text("endpoint", endpoint);
    return this;
  }

  /**
   * Sets {@code status_code}.
   *
   * @param status the response's status, 100 to 999
   * @return this
   */
  public RestFields statusCode(int status) {
    within("status_code", status, 100, 999);
    return this;
  }

  /**
   * Sets {@code headers}.
   *
   * @param headers the headers worth a look, no credentials; values as {@link LogEvent#field} takes
   *     them, read when the event is encoded
   * @return this
   */
  public RestFields headers(@Nullable Map<String, ?> headers) {
    map("headers", headers);
    return this;
  }

  /**
   * Sets {@code retry_count}.
   *
   * @param retries how often the request was sent again, 0 for the first time
   * @return this
   */
  public RestFields retryCount(long retries) {
    count("retry_count", retries);
    return this;
  }

  /**
   * Sets {@code timeout_ms}.
   *
   * @param millis how long the request may take, in milliseconds
   * @return this
   */
  public RestFields timeoutMs(long millis) {
    count("timeout_ms", millis);
    return this;
  }
}
