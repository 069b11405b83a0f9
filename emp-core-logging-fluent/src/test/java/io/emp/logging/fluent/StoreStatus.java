package io.emp.logging.fluent;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.util.List;

/** What a {@link StoreReport} told. */
final class StoreStatus {

  private final ContextBase context = new ContextBase();
  final StoreReport report;

  StoreStatus() {
    ContextAwareBase status = new ContextAwareBase();
    status.setContext(context);
    report = new StoreReport(status);
  }

  List<String> messages() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .map(Status::getMessage)
        .toList();
  }
}
