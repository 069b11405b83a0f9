package io.emp.logging;

import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a span gets of a request's method and endpoint. Attributes that requests are grouped by must
 * have few values, and leave the process unmasked: what names one request, and what may hold a key,
 * is not among them.
 */
final class RestAttributes {

  /** Those that the conventions know; any other is {@value #OTHER}. */
  private static final Set<String> METHODS =
      Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

  private static final String OTHER = "_OTHER";

  /** With the user's name and password, where it has them. */
  private static final Pattern SCHEME_AND_HOST =
      Pattern.compile("^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*");

  private RestAttributes() {}

  static void method(Object value, BiConsumer<String, Object> attributes) {
    String given = value.toString();
    String method = given.strip().toUpperCase(Locale.ROOT);
    if (method.isEmpty()) {
      return;
    }
    String known = METHODS.contains(method) ? method : OTHER;
    attributes.accept("http.request.method", known);
    if (!known.equals(given)) {
      attributes.accept("http.request.method_original", given);
    }
  }

  static void endpoint(Object value, BiConsumer<String, Object> attributes) {
    String path = path(value.toString().strip());
    if (!path.isEmpty()) {
      attributes.accept(attribute(path), path);
    }
  }

  private static String attribute(String path) {
    if (!path.startsWith("/")) {
      return ConnectorType.REST.attribute("endpoint");
    }
    return path.contains("{") || path.contains("/:") ? "url.template" : "url.path";
  }

  /** Without scheme, host, query and fragment. */
  private static String path(String endpoint) {
    String path = SCHEME_AND_HOST.matcher(endpoint).replaceFirst("");
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '?' || path.charAt(i) == '#') {
        // A template may name its query in braces: {?page,size}.
        boolean named = i > 0 && path.charAt(i - 1) == '{';
        return path.substring(0, named ? i - 1 : i);
      }
    }
    return path;
  }
}
