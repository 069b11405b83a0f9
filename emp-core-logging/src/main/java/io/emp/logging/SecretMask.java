package io.emp.logging;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/**
 * What keeps secrets in the process: values under secret names, and secrets that a text shows by
 * their form, are replaced by {@value SecretScan#MASK} before anything is written or handed on.
 * Configured once for the process, by system properties or the environment; see {@code
 * docs/secrets.md}.
 *
 * <p>Immutable but for what it remembers; any number of threads use it at the same time.
 */
final class SecretMask {

  static final String MASK = SecretScan.MASK;

  /** As much of a text as a record can hold: each character takes a byte at least. */
  private static final int HEAD = FieldWriter.MAX_STRING_BYTES;

  /** How far behind it a secret is looked for that begins before it. */
  private static final int BEHIND = 8 * 1024;

  /** How one setting is named as a system property and in the environment. */
  enum Setting {
    MASK("emp.logging.mask", "EMP_MASK"),
    NAMES("emp.logging.mask.names", "EMP_MASK_NAMES"),
    PATTERNS("emp.logging.mask.patterns", "EMP_MASK_PATTERNS");

    final String property;
    final String variable;

    Setting(String property, String variable) {
      this.property = property;
      this.variable = variable;
    }
  }

  private static final SecretMask OF_PROCESS = of(System::getProperty, System.getenv());

  private final boolean on;
  private final SecretNames names;
  private final List<Pattern> patterns;

  private SecretMask(boolean on, SecretNames names, List<Pattern> patterns) {
    this.on = on;
    this.names = names;
    this.patterns = patterns;
  }

  static SecretMask ofProcess() {
    return OF_PROCESS;
  }

  static SecretMask of(
      UnaryOperator<@Nullable String> properties, Map<String, String> environment) {
    Settings settings = new Settings(properties, environment);
    return new SecretMask(
        settings.on(), new SecretNames(settings.names()), List.copyOf(settings.patterns()));
  }

  /** Whether anything is masked at all. */
  boolean isOn() {
    return on;
  }

  /** Whether no text that is a value under this name may leave the process. */
  boolean isSecretName(String name) {
    return on && names.contains(name);
  }

  /** Whether this value may not leave the process under this name. */
  boolean isSecret(String name, Object value) {
    return isSecretName(name) && canBeSecret(value);
  }

  /** A truth value tells nothing, whatever its name. */
  static boolean canBeSecret(Object value) {
    return !(value instanceof Boolean);
  }

  /** The whole text without its secrets; the same instance where there are none. */
  String mask(String text) {
    if (!on) {
      return text;
    }
    String masked = SecretScan.mask(names, text, text.length(), text.length());
    return byPatterns(masked == null ? text : masked);
  }

  /**
   * The text as it is to be written into a record, which cuts it: of a long text only as much is
   * looked at as a record can hold, and some more for a secret that lies across the cut. The same
   * instance where there are no secrets.
   */
  String maskHead(String text) {
    int length = text.length();
    if (!on || length <= HEAD + BEHIND) {
      return mask(text);
    }
    String masked = SecretScan.mask(names, text, HEAD, HEAD + BEHIND);
    String head = text;
    if (masked != null) {
      head = masked;
    } else if (!patterns.isEmpty()) {
      head = text.substring(0, HEAD + BEHIND);
    }
    String matched = byPatterns(head);
    if (masked == null && matched.equals(head)) {
      return text;
    }
    // What stands behind it was not looked at, and would move into the record.
    String kept = matched.length() > HEAD ? matched.substring(0, HEAD) : matched;
    return kept + CutMark.of(length);
  }

  private String byPatterns(String text) {
    if (patterns.isEmpty()) {
      return text;
    }
    String masked = text;
    try {
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(masked);
        masked = matcher.find() ? matcher.replaceAll(MASK) : masked;
      }
      return masked;
    } catch (Throwable t) {
      // A pattern that overflows the stack: better no text than a secret.
      return MASK;
    }
  }

  /** What was configured; what of it cannot be used is told, and does not keep the rest from it. */
  private static final class Settings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final UnaryOperator<@Nullable String> properties;
    private final Map<String, String> environment;

    Settings(UnaryOperator<@Nullable String> properties, Map<String, String> environment) {
      this.properties = properties;
      this.environment = environment;
    }

    private record Given(String source, String value) {}

    private Given given(Setting setting) {
      String property = properties.apply(setting.property);
      if (property != null) {
        return new Given(setting.property, property);
      }
      String variable = environment.get(setting.variable);
      return new Given(setting.variable, variable == null ? "" : variable);
    }

    boolean on() {
      Given given = given(Setting.MASK);
      String value = given.value.strip();
      if (!value.isEmpty() && !value.equalsIgnoreCase("off") && !value.equalsIgnoreCase("on")) {
        told(given, value, "is neither on nor off; secrets are masked", "set it to on or off");
      }
      return !value.equalsIgnoreCase("off");
    }

    Set<String> names() {
      Set<String> names = new LinkedHashSet<>(SecretNames.DEFAULT);
      Given given = given(Setting.NAMES);
      for (String part : given.value.split(",", -1)) {
        String entry = part.strip();
        boolean removes = entry.startsWith("-");
        String name = removes ? entry.substring(1) : entry;
        if (entry.isEmpty()) {
          continue;
        }
        if (!NAME.matcher(name).matches()) {
          told(
              given,
              entry,
              "is not a name; it is ignored",
              "write names of letters, digits, _ and - between commas, with - before one to"
                  + " remove it");
        } else if (removes) {
          names.remove(SecretNames.snakeCase(name));
        } else {
          names.add(SecretNames.snakeCase(name));
        }
      }
      return names;
    }

    List<Pattern> patterns() {
      List<Pattern> patterns = new ArrayList<>();
      Given given = given(Setting.PATTERNS);
      for (String entry : given.value.split(";;", -1)) {
        if (!entry.isBlank()) {
          try {
            patterns.add(Pattern.compile(entry));
          } catch (PatternSyntaxException e) {
            told(
                given,
                entry,
                "is no regular expression (" + e.getDescription() + "); it is ignored",
                "correct it, or write ;; between two expressions");
          }
        }
      }
      return patterns;
    }

    private static void told(Given given, String value, String what, String remedy) {
      Reporter.warn(given.source + ": '" + value + "' " + what + ": " + remedy);
    }
  }
}
