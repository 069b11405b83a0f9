package io.emp.logging.fluent;

import java.util.Arrays;
import java.util.Random;

/**
 * Feeds what a parser reads with some bytes changed, cut or repeated, at random. A failure tells
 * the seed; {@code -Dfuzz.seed=} runs the same again, and {@code -Dfuzz.runs=} more or fewer.
 */
final class Mutations {

  private static final int RUNS = Integer.getInteger("fuzz.runs", 20_000);
  private static final int MAX_CHANGES = 8;

  /** Bytes that mean something where lengths, types and lines are read. */
  private static final int[] TELLING = {0, 1, 0x7F, 0x80, 0x90, 0xC1, 0xDB, 0xDF, 0xFF, '\n', ':'};

  /** Takes any bytes, or else throws. */
  interface Target {
    void take(byte[] bytes) throws Exception;
  }

  private Mutations() {}

  static void run(Target target, byte[]... originals) {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < RUNS; i++) {
      byte[] bytes = mutated(originals[random.nextInt(originals.length)], random);
      try {
        target.take(bytes);
      } catch (Throwable t) {
        throw new AssertionError("-Dfuzz.seed=" + seed + ", run " + i, t);
      }
    }
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(MAX_CHANGES);
        changes > 0 && bytes.length > 0;
        changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
        case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xFF);
        case 4 -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
        default -> {
          int from = random.nextInt(bytes.length);
          int count = Math.min(random.nextInt(32), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, count);
        }
      }
    }
    return bytes;
  }
}
