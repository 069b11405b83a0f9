package io.emp.examples.console;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names the console may be asked for. A page of somebody else's can have its own name
 * resolve to this machine, and a browser takes what it asks for then for that page's own (DNS
 * rebinding). It sends that name as {@code Host}: names are taken where they are known, and
 * addresses always, since nobody can make those resolve to something else.
 */
final class HostRule {

  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+\\])(:\\d{1,5})?");
  private static final Pattern NAME = Pattern.compile("([a-z0-9._-]+)(:\\d{1,5})?");

  private final Set<String> names;

  /**
   * @param names in lower case, besides {@code localhost}
   */
  HostRule(Set<String> names) {
    this.names = names;
  }

  boolean allows(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (ADDRESS.matcher(lower).matches()) {
      return true;
    }
    var name = NAME.matcher(lower);
    return name.matches() && (name.group(1).equals("localhost") || names.contains(name.group(1)));
  }
}
