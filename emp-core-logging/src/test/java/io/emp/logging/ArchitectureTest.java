package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which classes touch what may be missing at run time. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackagesOf(ConnectorLogger.class);

  /** Simple names of the outermost classes that depend on a package. */
  private static Set<String> dependents(String packagePrefix) {
    Set<String> dependents = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
          .filter(name -> name.startsWith(packagePrefix))
          .forEach(name -> dependents.add(outermost(type).getSimpleName()));
    }
    return dependents;
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  @Test
  void onlyTheWayThroughLogbackNamesLogback() {
    assertThat(dependents("ch.qos.logback"))
        .containsExactlyInAnyOrder(
            "LogbackSink",
            "ConnectorEvent",
            "LogbackFailure",
            "UnreadableThrowable",
            "EventFields",
            "KnownMdcs",
            "ConnectorJsonEncoder",
            "FieldWriter");
  }

  @Test
  void onlyWhatIsLoadedWhereItIsThereNamesOpenTelemetry() {
    assertThat(dependents("io.opentelemetry"))
        .containsExactlyInAnyOrder(
            "ConnectorLogger",
            "CurrentSpan",
            "GlobalTelemetry",
            "JobMetrics",
            "OpenTelemetryCarrier",
            "OpenTelemetryJobSpan",
            "OpenTelemetryJobStep",
            "OpenTelemetryJobTelemetry",
            "SpanAttributes");
  }

  @Test
  void nothingElseIsNeededButSlf4j() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
          .filter(name -> !name.isEmpty())
          .forEach(packages::add);
    }
    assertThat(packages)
        .allMatch(
            name ->
                name.startsWith("java.")
                    || name.equals("io.emp.logging")
                    || name.equals("javax.net.ssl")
                    || name.startsWith("org.slf4j")
                    || name.startsWith("ch.qos.logback")
                    || name.startsWith("io.opentelemetry.api")
                    || name.startsWith("io.opentelemetry.context")
                    || name.equals("org.jspecify.annotations"));
  }
}
