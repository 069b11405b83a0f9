package io.emp.logging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HTTP status that an error speaks of, and what class of error that is. */
final class HttpStatus {

  static final int NONE = 0;

  private static final List<String> ACCESSORS =
      List.of("getStatusCode", "statusCode", "getStatus", "getRawStatusCode");

  /** Feign's and Retrofit's: words so common that only a number counts. */
  private static final List<String> NUMBERS = List.of("status", "code");

  /**
   * For each accessor of a class the methods to call one after the other, the last of which returns
   * the number. Only types of the JDK are kept: what is kept beside a class of the JDK's own must
   * not keep the class loader of this one.
   */
  private static final ClassValue<List<List<Method>>> PATHS =
      new ClassValue<>() {
        @Override
        protected List<List<Method>> computeValue(Class<?> type) {
          return type.getClassLoader() == null ? List.of() : paths(type);
        }
      };

  private static final Map<Integer, Pattern> PHRASES =
      Map.ofEntries(
          phrase(400, "bad request"),
          phrase(401, "unauthorized"),
          phrase(402, "payment required"),
          phrase(403, "forbidden"),
          phrase(404, "not found"),
          phrase(405, "method not allowed"),
          phrase(406, "not acceptable"),
          phrase(407, "proxy authentication required"),
          phrase(408, "request time-?out"),
          phrase(409, "conflict"),
          phrase(410, "gone"),
          phrase(411, "length required"),
          phrase(412, "precondition failed"),
          phrase(413, "(payload|content|request entity) too large"),
          phrase(414, "(uri|request-uri) too long"),
          phrase(415, "unsupported media type"),
          phrase(422, "unprocessable (entity|content)"),
          phrase(429, "too many requests"),
          phrase(500, "internal server error"),
          phrase(501, "not implemented"),
          phrase(502, "bad gateway"),
          phrase(503, "service (temporarily )?unavailable"),
          phrase(504, "gateway time-?out"));

  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.,-])[45]\\d\\d(?![\\w%]|[.,]\\d)");

  /** What stands before a number that is a status. */
  private static final Pattern BEFORE =
      Pattern.compile(
          "(\\bhttp(/[\\d.]{1,3})?[ :=(]{0,2}"
              + "|(\\bhttp|\\bresponse|\\bstatus)[ _-]?(status|error|code|response code|status code)"
              + "( is| was| of)?[\"']?[ :=(]{1,3}"
              + "|\\b(with|returned|got|server) (a )?status "
              + "|\\bstatus[\"']?[:=] ?)$");

  /**
   * What makes a number after such words a count or a size all the same. Nouns are plurals: "HTTP
   * 404 file not found" speaks of a status.
   */
  private static final Pattern UNIT =
      Pattern.compile(
          "^ ?(ms|s|secs?|seconds?|m(illi|icro)s?\\w*|nanos?\\w*|minutes?|hours?|days?|bytes?|[kmg]i?b"
              + "|px|pixels|of|/|times|tries|retries|attempts|requests|responses|calls|connections"
              + "|files|images|frames|pages|steps|iterations|rows|lines|records|entries|items"
              + "|elements|objects|nodes|jobs|tasks|prompts|tokens|messages|events|chunks|parts"
              + "|workers|users|models)(?!\\w)");

  private static final int WINDOW = 48;

  private HttpStatus() {}

  private static Map.Entry<Integer, Pattern> phrase(int status, String pattern) {
    return Map.entry(status, Pattern.compile("^[ :,;()\\]-]{1,3}(" + pattern + ")(?!\\w)"));
  }

  /** The class of error; null where the status is none of an error. */
  static @Nullable String errorType(int status) {
    return switch (status) {
      case 401, 403, 407 -> "authorization";
      case 408, 504 -> "timeout";
      case 429 -> "network";
      default ->
          status >= 500 && status <= 599
              ? "network"
              : status >= 400 && status <= 499 ? "validation" : null;
    };
  }

  /** What a throwable's own accessors say; {@link #NONE} where it has none of an error. */
  static int of(Throwable thrown) {
    if (thrown.getClass().getClassLoader() == null) {
      return NONE;
    }
    Integer status = ForeignCode.ask(() -> read(thrown));
    return status == null ? NONE : status;
  }

  private static int read(Throwable thrown) {
    for (List<Method> path : PATHS.get(thrown.getClass())) {
      try {
        Object value = thrown;
        for (Method method : path) {
          value = value == null ? null : method.invoke(value);
        }
        if (value instanceof Integer status && errorType(status) != null) {
          return status;
        }
      } catch (Throwable t) {
        // As if it did not have this one.
      }
    }
    return NONE;
  }

  private static List<List<Method>> paths(Class<?> type) {
    List<List<Method>> paths = new ArrayList<>();
    for (String name : ACCESSORS) {
      Method accessor = method(type, name);
      if (accessor == null) {
        continue;
      }
      if (isNumber(accessor)) {
        paths.add(List.of(accessor));
      } else if (!accessor.getReturnType().isPrimitive()) {
        Method value = method(accessor.getReturnType(), "value");
        if (value != null && isNumber(value)) {
          paths.add(List.of(accessor, value));
        }
      }
    }
    for (String name : NUMBERS) {
      Method accessor = method(type, name);
      if (accessor != null && isNumber(accessor)) {
        paths.add(List.of(accessor));
      }
    }
    return List.copyOf(paths);
  }

  private static boolean isNumber(Method method) {
    return method.getReturnType() == int.class || method.getReturnType() == Integer.class;
  }

  /** A method that everybody may call: of a private class that of a superclass or an interface. */
  private static @Nullable Method method(Class<?> type, String name) {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Method method = ofCallable(c, name);
      if (method != null) {
        return method;
      }
      addInterfaces(c, interfaces);
    }
    for (Class<?> one : interfaces) {
      Method method = ofCallable(one, name);
      if (method != null) {
        return method;
      }
    }
    return null;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> found) {
    for (Class<?> one : type.getInterfaces()) {
      if (found.add(one)) {
        addInterfaces(one, found);
      }
    }
  }

  private static @Nullable Method ofCallable(Class<?> type, String name) {
    try {
      if (isCallable(type)) {
        Method method = type.getMethod(name);
        if (!Modifier.isStatic(method.getModifiers()) && isCallable(method.getDeclaringClass())) {
          return method;
        }
      }
    } catch (Throwable t) {
      // It has none; or names a class in its methods that is not there.
    }
    return null;
  }

  private static boolean isCallable(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && type.getModule().isExported(type.getPackageName(), HttpStatus.class.getModule());
  }

  /** What a text says, of which the first {@link ErrorType#MAX_CHARS} characters are read. */
  static int inText(String lowerCase) {
    int first = firstNumber(lowerCase);
    if (first < 0) {
      return NONE;
    }
    Matcher number = NUMBER.matcher(lowerCase);
    for (boolean found = number.find(first); found; found = number.find()) {
      int status = Integer.parseInt(number.group());
      String before = lowerCase.substring(Math.max(0, number.start() - WINDOW), number.start());
      String after =
          lowerCase.substring(number.end(), Math.min(lowerCase.length(), number.end() + WINDOW));
      Pattern phrase = PHRASES.get(status);
      if (phrase != null && phrase.matcher(after).find()
          || speaksOfStatus(before) && !UNIT.matcher(after).find()) {
        return status;
      }
    }
    return NONE;
  }

  /** Where a number may stand that is a status: most texts have none, and need no expression. */
  private static int firstNumber(String text) {
    for (int i = 0; i < text.length() - 2; i++) {
      char c = text.charAt(i);
      if ((c == '4' || c == '5') && isDigit(text.charAt(i + 1)) && isDigit(text.charAt(i + 2))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean speaksOfStatus(String before) {
    // The words first: they are cheap to look for.
    return (before.contains("http") || before.contains("status") || before.contains("response"))
        && BEFORE.matcher(before).find();
  }

  /** What a caller's field says. */
  static int ofField(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      long status = ((Number) value).longValue();
      return status >= 400 && status <= 599 ? (int) status : NONE;
    }
    return value instanceof String text && text.matches("[45]\\d\\d")
        ? Integer.parseInt(text)
        : NONE;
  }
}
