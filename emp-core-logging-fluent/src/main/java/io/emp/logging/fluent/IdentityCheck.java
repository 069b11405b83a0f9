package io.emp.logging.fluent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Whether the environment says who the worker is, as the SDK reads it. */
final class IdentityCheck implements Check {

  private static final Map<String, String> OTHERWISE = new LinkedHashMap<>();

  static {
    OTHERWISE.put("MACHINE_ID", "the host's name is used");
    OTHERWISE.put("WORKER_ID", "a name made for the process is used");
    OTHERWISE.put("SERVICE_TYPE", "events have no service_type");
    OTHERWISE.put("CONNECTOR_ID", "events have no connector_id");
  }

  private final Map<String, String> environment;

  IdentityCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run(Consumer<Finding> found) throws IOException {
    Map<String, String> identity = DoctorEvent.identity();
    List<String> known = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    OTHERWISE.forEach(
        (variable, otherwise) -> {
          String value = identity.get(variable.toLowerCase(Locale.ROOT));
          if (value == null) {
            missing.add(variable + " is " + fault(variable) + " (" + otherwise + ")");
          } else {
            known.add(variable + " is " + value);
          }
        });
    tell(Diagnosis.IDENTITY_KNOWN, known, found);
    tell(Diagnosis.IDENTITY_MISSING, missing, found);
  }

  private static void tell(Diagnosis diagnosis, List<String> seen, Consumer<Finding> found) {
    if (!seen.isEmpty()) {
      found.accept(new Finding(diagnosis, "identity in the environment", String.join(", ", seen)));
    }
  }

  private String fault(String variable) {
    String set = environment.get(variable);
    if (set == null) {
      return "not set";
    }
    return set.isBlank() ? "blank" : "too long, with " + set.length() + " characters";
  }
}
