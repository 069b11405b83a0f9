package io.emp.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What PromQL queries speak of, against what there is. */
final class Queries {

  private static final Pattern NAMES = Pattern.compile("__name__=~\"([^\"]*)\"");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern DURATION = Pattern.compile("\\[[^]]*]|offset \\w+");
  private static final Pattern WORD = Pattern.compile("(?<![\\w$.])[a-zA-Z_]\\w*");
  private static final Pattern RELABELLED = Pattern.compile("\"(\\w+)\", \"\\$1\", \"(\\w+)\", \"");

  /** Functions and operators of PromQL that the files use. */
  private static final Set<String> LANGUAGE =
      Set.of(
          ("__name__ sum max count group by rate increase histogram_quantile last_over_time"
                  + " label_replace and unless le")
              .split(" "));

  private Queries() {}

  /**
   * Every metric and every label that a query names is there.
   *
   * @param more labels that come of elsewhere: of the scrape, or of the place of storage
   */
  static void assertKnown(List<String> queries, EmittedMetrics emitted, Set<String> more) {
    for (String query : queries) {
      Matcher names = NAMES.matcher(query);
      while (names.find()) {
        Pattern pattern = Pattern.compile(names.group(1));
        long alternatives = names.group(1).chars().filter(c -> c == '|').count() + 1;
        assertThat(emitted.names().stream().filter(pattern.asMatchPredicate()))
            .as("the metrics of %s in %s", pattern, query)
            .hasSize((int) alternatives);
      }
      assertThat(words(query))
          .as("names in %s", query)
          .allMatch(
              word ->
                  LANGUAGE.contains(word)
                      || emitted.names().contains(word)
                      || emitted.labels().contains(word)
                      || more.contains(word));
    }
  }

  private static List<String> words(String query) {
    Stream<String> relabelled = RELABELLED.matcher(query).results().map(result -> result.group(2));
    String bare = DURATION.matcher(TEXT.matcher(query).replaceAll("")).replaceAll("");
    return Stream.concat(WORD.matcher(bare).results().map(result -> result.group()), relabelled)
        .toList();
  }
}
