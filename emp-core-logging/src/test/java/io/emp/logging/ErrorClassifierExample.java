package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** The example of docs/errors.md. */
public final class ErrorClassifierExample implements ErrorClassifier {

  @Override
  public @Nullable String classify(Throwable thrown) {
    return thrown instanceof CheckpointMissingException ? "model" : null;
  }

  /** As a client of a service may have it. */
  static final class CheckpointMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static ConnectorLogger logger() {
    ConnectorLogger logger =
        ConnectorLogger.builder()
            .connectorId("comfyui-local")
            .errorClassifier(new ErrorClassifierExample())
            .build();
    return logger;
  }
}
