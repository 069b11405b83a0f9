package io.emp.logging;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The class of an error, one of a few names. Exception types are asked first, from the outermost to
 * the root cause, then messages in the same order.
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

  private static final int MAX_CAUSES = 32;
  private static final int MAX_CHARS = 2000;

  /** Parts up to this length must begin a word: "oom" is in "room", "lora" in "exploration". */
  private static final int SHORT = 4;

  /** Parts of simple class names, most telling first. */
  private static final List<Rule> CLASSES =
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
  private static final List<Rule> MESSAGES =
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

  private record Rule(String type, String... parts) {
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

  static String of(Failure failure) {
    Failure cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.cause()) {
      String name = cause.className();
      String type = first(CLASSES, name.substring(name.lastIndexOf('.') + 1));
      if (type != null) {
        return type;
      }
    }
    cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.cause()) {
      String type = ofText(cause.message());
      if (type != null) {
        return type;
      }
    }
    return UNKNOWN;
  }

  static String ofMessage(@Nullable String message) {
    String type = ofText(message);
    return type == null ? UNKNOWN : type;
  }

  private static @Nullable String ofText(@Nullable String message) {
    return message == null
        ? null
        : first(
            MESSAGES,
            message.substring(0, Math.min(message.length(), MAX_CHARS)).toLowerCase(Locale.ROOT));
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
