package io.emp.examples.tracks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Arrays;
import java.util.Collection;

/**
 * Runs a main class with an OpenTelemetry SDK that prints its spans, as an agent would bring one.
 */
final class PrintingSdk {

  static final String PREFIX = "span:";

  private PrintingSdk() {}

  public static void main(String[] args) {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new Printer()))
                    .build())
            .buildAndRegisterGlobal();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    if (args[0].equals(Submitter.class.getName())) {
      // As a request's span would be current where a service submits a job.
      Span span = sdk.getTracer("test").spanBuilder("submit").startSpan();
      try (Scope scope = span.makeCurrent()) {
        Submitter.main(rest);
      } finally {
        span.end();
      }
    } else {
      QueueWorker.main(rest);
    }
  }

  private static final class Printer implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      for (SpanData span : spans) {
        System.out.println(
            String.join(
                " ",
                PREFIX,
                span.getName(),
                span.getTraceId(),
                span.getSpanId(),
                span.getParentSpanId()));
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
