package io.emp.logging.fluent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Chunks with texts as entries: a chunk does not look into them. */
final class ChunkTexts {

  static final RunId RUN = new RunId(0x0123456789abcdefL, 0x1122334455667788L);
  static final String TAG = "emp.worker";
  static final long OPENED = 1_700_000_000_000L;

  private ChunkTexts() {}

  /** A chunk in use, with texts. */
  static Chunk chunk(ByteBuffer bytes, long number, String... texts) {
    Chunk chunk = new Chunk(bytes);
    chunk.open(RUN, number, TAG, OPENED);
    append(chunk, texts);
    return chunk;
  }

  static void append(Chunk chunk, String... texts) {
    for (String text : texts) {
      byte[] entry = (text + "\n").getBytes(StandardCharsets.UTF_8);
      chunk.append(entry, entry.length);
    }
  }

  /** What is undelivered in chunks, in order. */
  static List<String> texts(List<Chunk> chunks) {
    List<String> texts = new ArrayList<>();
    chunks.forEach(chunk -> texts.addAll(texts(chunk)));
    return texts;
  }

  static List<String> texts(Chunk chunk) {
    List<String> texts = new ArrayList<>();
    chunk.batches(Integer.MAX_VALUE).forEach(batch -> texts.addAll(texts(batch)));
    return texts;
  }

  static List<String> texts(Batch batch) {
    String all = StandardCharsets.UTF_8.decode(batch.packed().duplicate()).toString();
    return List.of(all.split("\n"));
  }

  /** Marks the entry alone that has a text. */
  static void deliver(Chunk chunk, String text) {
    for (Batch batch : chunk.batches(1)) {
      if (texts(batch).equals(List.of(text))) {
        chunk.delivered(batch);
      }
    }
  }

  static void deliverAll(Chunk chunk) {
    chunk.batches(Integer.MAX_VALUE).forEach(chunk::delivered);
  }
}
