package io.emp.logging;

import java.util.HexFormat;
import java.util.List;

/**
 * 16 hex digits that are the same for the same failure, whatever its message and line numbers: of
 * the throwables that are shown the classes, and of each the methods of its first frames.
 *
 * <p>What the JVM and frameworks generate has names that change with each run or JDK: the digits of
 * all names are left out, a generated class counts as the class it was generated for, and the
 * frames of reflective calls do not count at all.
 */
final class StackHash {

  private static final int FRAMES_EACH = 8;
  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** How calls are made by reflection, by method handle, or on a virtual thread. */
  private static final List<String> PACKAGES =
      List.of(
          "jdk.internal.reflect.",
          "jdk.internal.vm.",
          "java.lang.reflect.",
          "java.lang.invoke.",
          "sun.reflect.");

  /**
   * What begins the generated part of a name: lambdas and CGLIB's and Javassist's classes ({@code
   * $$}), Hibernate's and Byte Buddy's, and the address of a hidden class.
   */
  private static final List<String> GENERATED =
      List.of("$$", "$HibernateProxy$", "$ByteBuddy$", "$MockitoMock$", "/");

  /** The JDK's proxies, in a package that it makes up too. */
  private static final String PROXY = "$Proxy";

  private StackHash() {}

  static String of(Failure failure) {
    long hash = START;
    for (Failure f : StackTraces.shown(failure)) {
      hash = mixClass(hash, f.className());
      StackTraceElement[] frames = f.frames();
      int own = frames.length - f.commonFrames();
      int counted = 0;
      for (int i = 0; i < own && counted < FRAMES_EACH; i++) {
        if (counts(frames[i])) {
          hash = mixClass(hash, frames[i].getClassName());
          String method = frames[i].getMethodName();
          hash = mix(hash, method, 0, method.length());
          counted++;
        }
      }
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static boolean counts(StackTraceElement frame) {
    String name = frame.getClassName();
    for (String prefix : PACKAGES) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    // Between Thread.run and the task since JDK 21.
    return !(name.equals("java.lang.Thread") && frame.getMethodName().equals("runWith"));
  }

  private static long mixClass(long hash, String name) {
    if (name.indexOf('$') < 0 && name.indexOf('/') < 0) {
      return mix(hash, name, 0, name.length());
    }
    int start = 0;
    int proxy = name.lastIndexOf(PROXY);
    if (proxy >= 0 && isNumber(name, proxy + PROXY.length())) {
      start = proxy;
    }
    int end = name.length();
    for (String mark : GENERATED) {
      int at = name.indexOf(mark);
      if (at > 0 && at < end) {
        end = at;
      }
    }
    return mix(hash, name, Math.min(start, end), end);
  }

  private static boolean isNumber(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < text.length();
  }

  /** FNV-1a over a part of the text but for its digits. */
  private static long mix(long start, String text, int from, int to) {
    long hash = start;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        hash = (hash ^ c) * PRIME;
      }
    }
    return (hash ^ '\n') * PRIME;
  }
}
