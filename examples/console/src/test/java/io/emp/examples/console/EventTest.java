package io.emp.examples.console;

import static io.emp.examples.console.Events.event;
import static io.emp.examples.console.ManualClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EventTest {

  @Test
  void hasAColumnForEachFieldOfTheWireFormatInItsOrder() throws Exception {
    String page = Files.readString(Path.of("..", "..", "docs", "wire-format.md"));
    List<String> fields =
        Pattern.compile("(?m)^\\| `(\\w+)` \\| (string|integer|number|array) \\|")
            .matcher(page)
            .results()
            .map(result -> result.group(1))
            .toList();

    assertThat(
            Arrays.stream(EventColumn.values())
                .filter(column -> column.onWire)
                .map(EventColumn::column))
        .containsExactlyElementsOf(fields);
  }

  @Test
  void keepsWhatHasNoColumnAsJson() {
    Event stored = stored("model_name", "sdxl", "size", Map.of("w", 1024L), "big", BigInteger.TWO);

    assertThat(stored.value(EventColumn.FIELDS))
        .isEqualTo("{\"model_name\":\"sdxl\",\"size\":{\"w\":1024},\"big\":2}");
  }

  @Test
  void keepsAValueThatIsNotOfItsColumnsTypeBesideIt() {
    Event stored = stored("attempt", "two", "progress", List.of(1L), "timestamp", "yesterday");

    assertThat(stored.value(EventColumn.ATTEMPT)).isNull();
    assertThat(stored.value(EventColumn.PROGRESS)).isNull();
    assertThat(stored.time(EventColumn.TIMESTAMP)).isEqualTo(START);
    assertThat(stored.value(EventColumn.FIELDS))
        .isEqualTo("{\"timestamp\":\"yesterday\",\"attempt\":\"two\",\"progress\":[1]}");
  }

  @Test
  void takesAnIntegerWhereANumberStands() {
    assertThat(stored("progress", 50L).number(EventColumn.PROGRESS)).isEqualTo(50.0);
  }

  @Test
  void cutsTextsThatAreTooLong() {
    String cut = stored("message", "x".repeat(100_000)).text(EventColumn.MESSAGE);

    assertThat(cut).hasSizeLessThan(66_000).endsWith("x...[cut, 100000 characters in all]");
  }

  @Test
  void leavesOutFieldsThatAreTooLongTogether() {
    assertThat(stored("own", "x".repeat(300_000), "other", 1L).value(EventColumn.FIELDS))
        .isEqualTo("{\"console_left_out_fields\":2}");
  }

  @Test
  void aTimeThatCannotBeStoredIsNone() {
    assertThat(stored("timestamp", "+99999-01-01T00:00:00Z").time(EventColumn.TIMESTAMP))
        .isEqualTo(START);
  }

  @Test
  void aClockThatIsAheadMakesNoSignOfLifeOfTheFuture() {
    Instant ahead = START.plusSeconds(3600);

    assertThat(stored("timestamp", ahead.toString()).heardAt()).isEqualTo(START);
    assertThat(stored("timestamp", START.minusSeconds(5).toString()).heardAt())
        .isEqualTo(START.minusSeconds(5));
  }

  private static Event stored(Object... namesAndValues) {
    return Event.of(event(START, namesAndValues), START);
  }
}
