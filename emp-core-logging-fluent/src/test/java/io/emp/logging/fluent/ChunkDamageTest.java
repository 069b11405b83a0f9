package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Recovery of bytes that were changed at random. The seed is printed; {@code -Ddamage.seed=}
 * repeats a round.
 */
@Timeout(60)
class ChunkDamageTest {

  private static final int ROUNDS = 4_000;
  private static final int BYTES = 4_096;

  @Test
  void whateverHappensToTheBytesWhatIsTakenWasAppended() {
    long seed = Long.getLong("damage.seed", new Random().nextLong());
    System.out.println("damage.seed=" + seed);
    Random random = new Random(seed);
    int taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> appended = texts(random);
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      Chunk chunk = ChunkTexts.chunk(bytes, 1 + round, appended.toArray(String[]::new));
      if (!appended.isEmpty() && random.nextBoolean()) {
        String one = appended.get(random.nextInt(appended.size()));
        ChunkTexts.deliver(chunk, one);
      }
      ByteBuffer damaged = damaged(bytes.array(), random);
      try {
        taken += check(damaged, appended);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("seed %d, round %d", seed, round).isNotBlank();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    // Else nothing was tested but that headers are refused.
    assertThat(taken).as("seed %d", seed).isGreaterThan(ROUNDS);
  }

  /** The texts of a round differ from each other and from those of all other rounds. */
  private static List<String> texts(Random random) {
    List<String> texts = new ArrayList<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      texts.add(i + "-" + random.nextLong() + "x".repeat(random.nextInt(100)));
    }
    return texts;
  }

  private static int check(ByteBuffer damaged, List<String> appended) throws IOException {
    Chunk.Recovered recovered = Chunk.recover(damaged);
    assertThat(recovered.damaged()).isNotNegative();
    Chunk chunk = recovered.chunk();
    if (chunk == null) {
      return 0;
    }
    List<String> texts = ChunkTexts.texts(chunk);
    assertThat(appended).containsSubsequence(texts);
    assertThat(new HashSet<>(texts)).hasSameSizeAs(texts);
    assertThat(chunk.undelivered()).isEqualTo(texts.size()).isPositive();
    long bytes = 0;
    for (Batch batch : chunk.batches(3)) {
      bytes += batch.packed().remaining();
    }
    assertThat(chunk.undeliveredBytes()).isEqualTo(bytes);
    chunk.batches(3).forEach(chunk::delivered);
    assertThat(chunk.undelivered()).isZero();
    assertThat(chunk.undeliveredBytes()).isZero();
    assertThat(Chunk.recover(damaged).chunk()).isNull();
    return texts.size();
  }

  private static ByteBuffer damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    // Mostly behind the header: what is in that is all or nothing.
    int from = random.nextInt(10) == 0 ? 0 : ChunkHeader.BYTES;
    int blows = random.nextInt(4);
    for (int i = 0; i < blows; i++) {
      int at = from + random.nextInt(bytes.length - from);
      int length = 1 + random.nextInt(Math.min(300, bytes.length - at));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> Arrays.fill(bytes, at, at + length, (byte) 0);
        case 2 -> {
          for (int j = at; j < at + length; j++) {
            bytes[j] = (byte) random.nextInt();
          }
        }
        case 3 -> {
          int source = from + random.nextInt(bytes.length - from - length + 1);
          System.arraycopy(bytes.clone(), source, bytes, at, length);
        }
        default -> {
          // A slot that says something else, with its check sum as it was.
          int slot = ChunkHeader.BYTES + Long.BYTES * random.nextInt(24);
          ByteBuffer.wrap(bytes).putInt(slot + Integer.BYTES, random.nextInt());
        }
      }
    }
    return ByteBuffer.wrap(
        random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes);
  }
}
