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
import java.util.List;
import java.util.Locale;
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

  private ErrorType() {}

  record JdkTypes(String type, List<Class<?>> types) {
    JdkTypes(String type, Class<?>... types) {
      this(type, List.of(types));
    }
  }

  record Rule(String type, List<String> parts) {
    Rule(String type, String... parts) {
      this(type, List.of(parts));
    }

    boolean matches(String text) {
      for (String part : parts) {
        if (part.length() > SHORT ? text.contains(part) : hasWordFrom(part, text)) {
          return true;
        }
      }
      return false;
    }

    private static boolean hasWordFrom(String part, String text) {
      int at = text.indexOf(part);
      while (at > 0 && Character.isLetter(text.charAt(at - 1))) {
        at = text.indexOf(part, at + 1);
      }
      return at >= 0;
    }
  }

  static String checked(String type) {
    return NAMES.contains(type) ? type : UNKNOWN;
  }

  static String of(Failure failure, ErrorClassifiers classifiers) {
    Throwable thrown = failure.thrown();
    String type = thrown == null ? null : classifiers.classify(thrown);
    type = type == null ? firstOfChain(failure, ErrorType::ofClass) : type;
    type = type == null ? firstOfChain(failure, ErrorType::ofStatus) : type;
    type = type == null ? firstOfChain(failure, cause -> ofStatusText(cause.message())) : type;
    type = type == null ? firstOfChain(failure, cause -> ofWords(cause.message())) : type;
    return type == null ? UNKNOWN : type;
  }

  static String ofMessage(@Nullable String message) {
    String type = ofStatusText(message);
    type = type == null ? ofWords(message) : type;
    return type == null ? UNKNOWN : type;
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
    if (thrown != null) {
      if (thrown instanceof InterruptedIOException
          && "timeout".equals(ofWords(failure.message()))) {
        // HTTP clients throw it bare, with a cause that tells of the socket they closed.
        return "timeout";
      }
      for (JdkTypes rule : JDK) {
        for (Class<?> type : rule.types()) {
          if (type.isInstance(thrown)) {
            return rule.type();
          }
        }
      }
    }
    String name = failure.className();
    return first(CLASSES, name.substring(name.lastIndexOf('.') + 1));
  }

  private static @Nullable String ofStatus(Failure failure) {
    Throwable thrown = failure.thrown();
    return thrown == null ? null : HttpStatus.errorType(HttpStatus.of(thrown));
  }

  private static @Nullable String ofStatusText(@Nullable String message) {
    return message == null ? null : HttpStatus.errorType(HttpStatus.inText(searched(message)));
  }

  private static @Nullable String ofWords(@Nullable String message) {
    return message == null ? null : first(MESSAGES, searched(message));
  }

  private static String searched(String message) {
    return message.substring(0, Math.min(message.length(), MAX_CHARS)).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String first(List<Rule> rules, String text) {
    for (Rule rule : rules) {
      if (rule.matches(text)) {
        return rule.type();
      }
    }
    return null;
  }
}
