package io.emp.logging.fluent;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Whether the environment says who the worker is, as the SDK reads it. */
final class IdentityCheck implements Check {

  private final Map<String, String> environment;

  IdentityCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run(Consumer<Finding> found) throws IOException {
    Map<String, String> identity = DoctorEvent.identity();
    check("MACHINE_ID", "the host's name is used", identity, found);
    check("WORKER_ID", "a name made for the process is used", identity, found);
    check("SERVICE_TYPE", "events have no service_type", identity, found);
    check("CONNECTOR_ID", "events have no connector_id", identity, found);
  }

  private void check(
      String variable, String otherwise, Map<String, String> identity, Consumer<Finding> found) {
    String tried = "variable " + variable;
    String field = variable.toLowerCase(Locale.ROOT);
    String value = identity.get(field);
    if (value != null) {
      found.accept(new Finding(Diagnosis.IDENTITY_KNOWN, tried, field + " is " + value));
      return;
    }
    String set = environment.get(variable);
    String why =
        set == null
            ? "not set"
            : set.isBlank() ? "blank" : "of " + set.length() + " characters, which is too long";
    found.accept(
        new Finding(
            Diagnosis.IDENTITY_MISSING,
            tried,
            why + ": unless the builder of ConnectorLogger is given one, " + otherwise));
  }
}
