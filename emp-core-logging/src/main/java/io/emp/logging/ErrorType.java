package io.emp.logging;

import java.io.InterruptedIOException;
import java.net.MalformedURLException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The class of an error, one of a few names. Classifiers are asked first, then the types of the
 * throwable and its causes, from the outermost to the root, then the HTTP status that one of them
 * has or speaks of, then the words of their messages.
 */
final class ErrorType {

  static final String UNKNOWN = "unknown";

  static final Set<String> NAMES =
      Set.of(
          "timeout",
          "memory",
          "network",
          "model",
          "validation",
          "authorization",
          "worker_crash",
          UNKNOWN);

  static final int MAX_CAUSES = 32;
  static final int MAX_CHARS = 2000;

  /** Parts up to this length must begin a word: "oom" is in "room", "lora" in "exploration". */
  private static final int SHORT = 4;

  /** Types of the JDK's, and what extends them; most telling first. */
  static final List<JdkTypes> JDK =
      List.of(
          new JdkTypes("timeout", TimeoutException.class, SocketTimeoutException.class),
          new JdkTypes("memory", OutOfMemoryError.class),
          new JdkTypes("authorization", SecurityException.class, AccessDeniedException.class),
          new JdkTypes(
              "network",
              SocketException.class,
              UnknownHostException.class,
              UnresolvedAddressException.class,
              SSLException.class),
          new JdkTypes(
              "validation",
              IllegalArgumentException.class,
              CharacterCodingException.class,
              MalformedURLException.class,
              URISyntaxException.class,
              DateTimeParseException.class));

  /**
   * Parts of simple class names, of libraries and of the JDK's modules that may not be there; most
   * telling first.
   */
  static final List<Rule> CLASSES =
      List.of(
          new Rule("timeout", "Timeout", "TimedOut", "DeadlineExceeded"),
          new Rule("memory", "OutOfMemory"),
          new Rule(
              "authorization",
              "AccessDenied",
              "Unauthorized",
              "Forbidden",
              "Authentication",
              "Authorization",
              "SecurityException"),
          new Rule(
              "network",
              "ConnectException",
              "UnknownHost",
              "NoRouteToHost",
              "PortUnreachable",
              "SocketException",
              "ClosedChannel",
              "SSLException",
              "SSLHandshake",
              "HttpConnect",
              "UnresolvedAddress"),
          new Rule(
              "validation",
              "Validation",
              "IllegalArgument",
              "NumberFormat",
              "ConstraintViolation",
              "JsonParse",
              "JsonProcessing",
              "JsonMapping",
              "MalformedInput",
              "MalformedURL",
              "URISyntax",
              "DateTimeParse"));

  /** Parts of messages in lower case, most telling first. */
  static final List<Rule> MESSAGES =
      List.of(
          new Rule("timeout", "timeout", "timed out", "deadline exceeded"),
          new Rule("memory", "out of memory", "oom", "memory", "heap space"),
          new Rule(
              "authorization",
              "unauthorized",
              "forbidden",
              "permission denied",
              "access denied",
              "api key"),
          new Rule(
              "network",
              "connection",
              "network",
              "unreachable",
              "reset by peer",
              "broken pipe",
              "unknown host"),
          new Rule(
              "validation",
              "validation",
              "invalid",
              "malformed",
              "corrupt",
              "unsupported",
              "not a valid"),
          new Rule("model", "model", "checkpoint", "lora"));

  /**
   * What the types of the JDK's or the class's name say; empty where they say nothing. Only a
   * string is kept beside a class: it does not keep the class loader of this one.
   */
  private static final ClassValue<String> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> thrown) {
          for (JdkTypes rule : JDK) {
            for (Class<?> type : rule.types()) {
              if (type.isAssignableFrom(thrown)) {
                return rule.type();
              }
            }
          }
          return Objects.requireNonNullElse(ofName(thrown.getName()), "");
        }
      };

  private ErrorType() {}

  record JdkTypes(String type, List<Class<?>> types) {
    JdkTypes(String type, Class<?>... types) {
      this(type, List.of(types));
    }
  }

  record Rule(String type, List<Part> parts) {
    Rule(String type, String... parts) {
      this(type, Arrays.stream(parts).map(Part::new).toList());
    }
  }

  /** What is looked for in a text, and which pairs of characters it has. */
  record Part(String text, long pairs) {
    Part(String text) {
      this(text, ErrorType.pairs(text));
    }

    boolean isIn(String searched) {
      return text.length() > SHORT ? searched.contains(text) : beginsWord(searched);
    }

    private boolean beginsWord(String searched) {
      int at = searched.indexOf(text);
      while (at > 0 && Character.isLetter(searched.charAt(at - 1))) {
        at = searched.indexOf(text, at + 1);
      }
      return at >= 0;
    }
  }

  /**
   * A bit for each pair of neighbours in a text. A text that lacks one of a part's bits does not
   * hold the part: so most parts are not looked for in most texts.
   */
  private static long pairs(String text) {
    long pairs = 0;
    for (int i = 1; i < text.length(); i++) {
      pairs |= 1L << (text.charAt(i - 1) * 11 + text.charAt(i));
    }
    return pairs;
  }

  static String checked(String type) {
    return NAMES.contains(type) ? type : UNKNOWN;
  }

  static String of(Failure failure, ErrorClassifiers classifiers) {
    Throwable thrown = failure.thrown();
    String type = thrown == null ? null : classifiers.classify(thrown);
    type = type == null ? firstOfChain(failure, ErrorType::ofClass) : type;
    type = type == null ? firstOfChain(failure, ErrorType::ofStatus) : type;
    type = type == null ? ofMessages(failure) : type;
    return type == null ? UNKNOWN : type;
  }

  static String ofMessage(@Nullable String message) {
    String text = searched(message);
    String type = ofStatusText(text);
    type = type == null ? first(MESSAGES, text) : type;
    return type == null ? UNKNOWN : type;
  }

  /** A status in any message counts for more than the words of another. */
  private static @Nullable String ofMessages(Failure failure) {
    String ofWords = null;
    Failure cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.cause()) {
      String text = searched(cause.message());
      String type = ofStatusText(text);
      if (type != null) {
        return type;
      }
      ofWords = ofWords == null ? first(MESSAGES, text) : ofWords;
    }
    return ofWords;
  }

  private static @Nullable String firstOfChain(
      Failure failure, Function<Failure, @Nullable String> rule) {
    Failure cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.cause()) {
      String type = rule.apply(cause);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  private static @Nullable String ofClass(Failure failure) {
    Throwable thrown = failure.thrown();
    if (thrown == null) {
      return ofName(failure.className());
    }
    if (thrown instanceof InterruptedIOException
        && "timeout".equals(first(MESSAGES, searched(failure.message())))) {
      // HTTP clients throw it bare, with a cause that tells of the socket they closed.
      return "timeout";
    }
    String type = OF_CLASS.get(thrown.getClass());
    return type.isEmpty() ? null : type;
  }

  private static @Nullable String ofName(String className) {
    return first(CLASSES, className.substring(className.lastIndexOf('.') + 1));
  }

  private static @Nullable String ofStatus(Failure failure) {
    Throwable thrown = failure.thrown();
    return thrown == null ? null : HttpStatus.errorType(HttpStatus.of(thrown));
  }

  private static @Nullable String ofStatusText(String text) {
    return HttpStatus.errorType(HttpStatus.inText(text));
  }

  private static String searched(@Nullable String message) {
    return message == null
        ? ""
        : message.substring(0, Math.min(message.length(), MAX_CHARS)).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String first(List<Rule> rules, String text) {
    long pairs = pairs(text);
    for (int r = 0; r < rules.size(); r++) {
      List<Part> parts = rules.get(r).parts();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if ((part.pairs() & ~pairs) == 0 && part.isIn(text)) {
          return rules.get(r).type();
        }
      }
    }
    return null;
  }
}
