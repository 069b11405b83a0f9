package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every {@link ChunkStore}. */
@Timeout(180)
abstract class ChunkStoreContract {

  static final int CHUNK_BYTES = 8_192;

  @TempDir Path temporary;
  private ChunkStore store;

  /** A store that was not used yet, and of which no earlier run is known. */
  abstract ChunkStore create(Path directory);

  abstract boolean isDurable();

  @BeforeEach
  void open() {
    store = create(temporary.resolve("buffer"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void thereIsNothingToAdoptWhereNothingWasLeft() {
    assertThat(store.adopted()).isEmpty();
  }

  @Test
  void aNewChunkIsFreeAndOfTheConfiguredSize() throws Exception {
    Chunk chunk = store.allocate();

    assertThat(chunk.isEmpty()).isTrue();
    assertThat(chunk.capacity()).isEqualTo(new Chunk(ByteBuffer.allocate(CHUNK_BYTES)).capacity());
  }

  @Test
  void chunksHaveNothingInCommon() throws Exception {
    List<Chunk> chunks = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      chunks.add(opened(i + 1, "text " + i));
      texts.add("text " + i);
    }

    assertThat(ChunkTexts.texts(chunks)).isEqualTo(texts);
  }

  @Test
  void aDeliveredChunkMayBeUsedAgain() throws Exception {
    Chunk chunk = opened(1, "before");
    ChunkTexts.deliverAll(chunk);

    assertThat(store.isReusable(chunk)).isTrue();
    chunk.free();
    chunk.open(ChunkTexts.RUN, 2, ChunkTexts.TAG, ChunkTexts.OPENED);
    ChunkTexts.append(chunk, "after");

    assertThat(ChunkTexts.texts(chunk)).containsExactly("after");
  }

  @Test
  void aChunkOutlivesTheProcessWhereTheStoreIsDurable() throws Exception {
    assertThat(store.isDurable(opened(1, "text"))).isEqualTo(isDurable());
  }

  @Test
  void aChunkThatWasReleasedAndOneOfElsewhereAreReleasedToNoEffect() throws Exception {
    Chunk chunk = store.allocate();
    Chunk other = opened(1, "other");
    store.release(chunk);

    assertThatCode(() -> store.release(chunk)).doesNotThrowAnyException();
    assertThatCode(() -> store.release(new Chunk(ByteBuffer.allocate(CHUNK_BYTES))))
        .doesNotThrowAnyException();
    assertThat(ChunkTexts.texts(other)).containsExactly("other");
    assertThat(store.isDurable(other)).isEqualTo(isDurable());
  }

  @Test
  void whatIsAppendedCanBeForcedAtAnyTime() throws Exception {
    store.force();
    Chunk chunk = opened(1, "one");
    store.force();
    store.force();
    ChunkTexts.append(chunk, "two");
    store.force();
    ChunkTexts.deliverAll(chunk);
    store.release(chunk);

    assertThatCode(store::force).doesNotThrowAnyException();
  }

  @Test
  void itCanBeClosedTwiceAndUnused() throws Exception {
    Chunk left = opened(1, "undelivered");

    store.close();

    assertThatCode(store::close).doesNotThrowAnyException();
    assertThatCode(() -> store.release(left)).doesNotThrowAnyException();
    try (ChunkStore unused = create(temporary.resolve("other"))) {
      assertThatCode(unused::close).doesNotThrowAnyException();
    }
  }

  @Test
  void whatWasUndeliveredCanStillBeReadAndMarkedAfterItIsClosed() throws Exception {
    Chunk left = opened(1, "undelivered");

    store.close();

    assertThat(ChunkTexts.texts(left)).containsExactly("undelivered");
    ChunkTexts.deliverAll(left);
    assertThat(left.undelivered()).isZero();
  }

  @Test
  void oneThreadReleasesWhileAnotherAllocatesAndForces() throws Exception {
    int chunks = 300;
    LinkedBlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
    CompletableFuture<Void> releasing =
        Tasks.run(
            () -> {
              for (int i = 0; i < chunks; i++) {
                store.release(poll(queue));
              }
            });
    Set<Chunk> made = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < chunks; i++) {
      Chunk chunk = opened(i + 1, "text");
      ChunkTexts.deliverAll(chunk);
      made.add(chunk);
      queue.add(chunk);
      store.force();
    }

    releasing.get(90, TimeUnit.SECONDS);
    assertThat(made).hasSize(chunks);
    assertThat(ChunkTexts.texts(opened(1, "still"))).containsExactly("still");
  }

  private static Chunk poll(LinkedBlockingQueue<Chunk> queue) {
    try {
      Chunk chunk = queue.poll(90, TimeUnit.SECONDS);
      if (chunk == null) {
        throw new AssertionError("no chunk came");
      }
      return chunk;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Chunk opened(long number, String... texts) throws IOException {
    Chunk chunk = store.allocate();
    chunk.open(ChunkTexts.RUN, number, ChunkTexts.TAG, ChunkTexts.OPENED);
    ChunkTexts.append(chunk, texts);
    return chunk;
  }
}
