package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import io.emp.logging.LogEvent;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/migration.md name what is there. */
class MigrationPageTest {

  private static final Pattern CALL = Pattern.compile("(?<!new )\\b(\\w+)\\(");
  private static final Pattern FIELD = Pattern.compile("[a-z]+(_[a-z]+)*(\\.[a-z]+)?");
  private static final int JAVA = 1;

  @Test
  void everyMethodOfTheCallTableIsThere() {
    Set<String> methods =
        Stream.of(
                ConnectorLogger.class,
                ConnectorLogger.Builder.class,
                JobLogger.class,
                JobContext.class,
                JobContext.Builder.class,
                LogEvent.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(Method::getName)
            .collect(Collectors.toSet());

    List<String> named =
        Page.code(Page.MIGRATION.section("## Calls"), JAVA).stream()
            .flatMap(code -> CALL.matcher(code).results())
            .map(call -> call.group(1))
            .toList();

    assertThat(named).hasSizeGreaterThan(30);
    assertThat(methods).containsAll(named);
  }

  /** Those of the connectors' sets among them. */
  @Test
  void everyFieldThatIsToBeAskedForIsInTheWireFormat() {
    Set<String> known = new TreeSet<>(Page.code(Page.WIRE_FORMAT.section("## Fields"), 0));
    known.addAll(Page.code(Page.CONNECTORS.text()));
    known.addAll(Page.code(Page.WIRE_FORMAT.row("error_type")));

    List<String> named =
        Page.code(Page.MIGRATION.section("## Fields"), JAVA).stream()
            .filter(code -> FIELD.matcher(code).matches())
            .toList();
    List<String> isNew = Page.code(Page.MIGRATION.section("## What is new"), 0);

    assertThat(named).hasSizeGreaterThan(15).contains("duration_ms", "token_usage.prompt");
    assertThat(known).containsAll(named);
    assertThat(isNew).hasSizeGreaterThan(10);
    assertThat(known).containsAll(isNew);
  }

  @Test
  void whatStaysIsInTheWireFormat() {
    List<String> named =
        Page.code(Page.MIGRATION.section("## What stays")).stream()
            .filter(code -> FIELD.matcher(code).matches())
            .toList();

    assertThat(named).contains("machine_id", "job_progress");
    assertThat(Page.code(Page.WIRE_FORMAT.text())).containsAll(named);
  }
}
