package io.emp.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/query-and-debug.md, taken apart: its blocks of code with the answers below them. */
final class GuidePage {

  static final Path FILE =
      Path.of("..", "..", "docs", "query-and-debug.md").toAbsolutePath().normalize();

  private static final Pattern TITLE_OR_BLOCK =
      Pattern.compile("(?ms)^## (?<title>\\V+)$|^```(?<kind>\\w+)\n(?<code>.*?)\n```$");
  private static final Pattern ANSWER = Pattern.compile("(?ms)\n\n```text\n(?<answer>.*?)\n```$");

  private final String text;

  /**
   * A block of code.
   *
   * @param section the title that it stands under
   * @param name its section's number and a letter, as {@code 2a}, where the section has a number
   * @param answer the block of text that follows it at once; empty where none does
   * @param end where its last line ends in the page
   */
  record Block(String section, String name, String code, String answer, int end) {

    @Override
    public String toString() {
      return name;
    }
  }

  private GuidePage(String text) {
    this.text = text;
  }

  static GuidePage read() throws IOException {
    return new GuidePage(Files.readString(FILE));
  }

  String text() {
    return text;
  }

  /** The blocks of a language, in their order. */
  List<Block> blocks(String kind) {
    List<Block> blocks = new ArrayList<>();
    String section = "";
    char letter = 'a';
    Matcher part = TITLE_OR_BLOCK.matcher(text);
    while (part.find()) {
      if (part.group("title") != null) {
        section = part.group("title");
        letter = 'a';
      } else if (part.group("kind").equals(kind)) {
        String name = section.replaceAll("\\D.*", "") + letter++;
        blocks.add(new Block(section, name, part.group("code"), answer(part.end()), part.end()));
      }
    }
    return blocks;
  }

  private String answer(int at) {
    Matcher answer = ANSWER.matcher(text).region(at, text.length());
    return answer.lookingAt() ? answer.group("answer") : "";
  }

  /** The page with other answers to its queries, in their order. */
  String withAnswers(List<String> answers) {
    List<Block> queries = blocks("sql");
    StringBuilder changed = new StringBuilder(text);
    for (int i = queries.size() - 1; i >= 0; i--) {
      int end = queries.get(i).end();
      Matcher old = ANSWER.matcher(text).region(end, text.length());
      changed.replace(
          end, old.lookingAt() ? old.end() : end, "\n\n```text\n" + answers.get(i) + "\n```");
    }
    return changed.toString();
  }
}
