package io.emp.logging;

import java.util.HexFormat;
import java.util.List;

/**
 * 16 hex digits that are the same for the same failure, whatever its message and line numbers: of
 * the throwables that are shown the classes, and of each the methods of its first frames. These may
 * be frames that a cause shares with what it is the cause of: which they are depends on lines.
 *
 * <p>What the JVM and frameworks generate has names that change with each run: the digits of all
 * names are left out, and a generated class counts as the class it was generated for. The JDK's own
 * frames do not count, since its next version may have others, nor do those of its proxies. A
 * throwable that has no other frames counts by its class alone.
 */
final class StackHash {

  private static final int FRAMES_EACH = 8;
  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** The JDK's. */
  private static final List<String> PACKAGES =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  /**
   * What begins the generated part of a name: lambdas and CGLIB's and Javassist's classes ({@code
   * $$}), Hibernate's and Byte Buddy's, and the address of a hidden class.
   */
  private static final List<String> GENERATED =
      List.of("$$", "$HibernateProxy$", "$ByteBuddy$", "$MockitoMock$", "/");

  /** The JDK's proxies; for an interface that is not public in that interface's package. */
  private static final String PROXY = "$Proxy";

  private StackHash() {}

  static String of(CauseChain chain) {
    long hash = START;
    for (Failure f : chain.shown()) {
      hash = mix(hash, ThrownName.of(f.className()).hash());
      int counted = 0;
      for (int i = 0; i < f.frameCount() && counted < FRAMES_EACH; i++) {
        long frame = f.frame(i).hash();
        if (frame != 0) {
          hash = mix(hash, frame);
          counted++;
        }
      }
    }
    return HexFormat.of().toHexDigits(hash);
  }

  /** What a throwable's class adds. */
  static long ofClass(String name) {
    return mixClass(START, name);
  }

  /** What a frame adds; 0 where it does not count. */
  static long ofFrame(StackTraceElement frame) {
    if (!counts(frame)) {
      return 0;
    }
    String method = frame.getMethodName();
    long hash = mix(mixClass(START, frame.getClassName()), method, 0, method.length());
    return hash == 0 ? 1 : hash;
  }

  /** Every bit of both has a part in every bit. */
  private static long mix(long hash, long added) {
    long mixed = (hash ^ added) * PRIME;
    return mixed ^ mixed >>> 32;
  }

  private static boolean counts(StackTraceElement frame) {
    String name = frame.getClassName();
    for (String prefix : PACKAGES) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    int proxy = name.lastIndexOf(PROXY);
    return proxy < 0 || !isNumber(name, proxy + PROXY.length());
  }

  private static long mixClass(long hash, String name) {
    if (name.indexOf('$') < 0 && name.indexOf('/') < 0) {
      return mix(hash, name, 0, name.length());
    }
    int end = name.length();
    for (String mark : GENERATED) {
      int at = name.indexOf(mark);
      if (at > 0 && at < end) {
        end = at;
      }
    }
    return mix(hash, name, 0, end);
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
