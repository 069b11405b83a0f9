package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory of chunks that outlives the processes of a simulation, and may be full. */
final class SimulatedDisk {

  private final int chunkBytes;
  private final Map<RunId, List<File>> files = new LinkedHashMap<>();

  boolean full;

  /** Unlike buffers, two files are the same only where they are one. */
  private static final class File {
    final ByteBuffer bytes;

    File(int size) {
      bytes = ByteBuffer.allocate(size);
    }
  }

  SimulatedDisk(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  int chunks() {
    return files.values().stream().mapToInt(List::size).sum();
  }

  /** The disk as one run sees it. All earlier runs have ended. */
  ChunkStore store(RunId run) {
    return new Store(run);
  }

  private final class Store implements ChunkStore {
    private final RunId run;
    private final Map<Chunk, File> fileOf = new HashMap<>();

    private Store(RunId run) {
      this.run = run;
    }

    @Override
    public List<Chunk> adopted(long mostBytes) {
      List<Chunk> chunks = new ArrayList<>();
      for (Map.Entry<RunId, List<File>> ofRun : files.entrySet()) {
        if (ofRun.getKey().equals(run)) {
          continue;
        }
        List<Chunk> ofOne = new ArrayList<>();
        for (File file : List.copyOf(ofRun.getValue())) {
          if (fileOf.containsValue(file)) {
            continue;
          }
          Chunk chunk = recover(file);
          if (chunk == null) {
            ofRun.getValue().remove(file);
          } else {
            fileOf.put(chunk, file);
            ofOne.add(chunk);
          }
        }
        ofOne.sort((a, b) -> Long.compare(a.number(), b.number()));
        chunks.addAll(ofOne);
      }
      return chunks;
    }

    private static @Nullable Chunk recover(File file) {
      try {
        return Chunk.recover(file.bytes).chunk();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Chunk allocate() throws IOException {
      if (full) {
        throw new IOException("no space left on the simulated disk");
      }
      File file = new File(chunkBytes);
      files.computeIfAbsent(run, key -> new ArrayList<>()).add(file);
      Chunk chunk = new Chunk(file.bytes);
      fileOf.put(chunk, file);
      return chunk;
    }

    @Override
    public boolean isReusable(Chunk chunk) {
      File file = fileOf.get(chunk);
      return file != null && files.getOrDefault(run, List.of()).contains(file);
    }

    @Override
    public boolean isDurable(Chunk chunk) {
      return true;
    }

    @Override
    public void release(Chunk chunk) {
      File file = fileOf.remove(chunk);
      files.values().forEach(ofRun -> ofRun.remove(file));
    }

    @Override
    public void force() {
      // There is no power failure in this world.
    }

    @Override
    public void close() {
      // What is undelivered stays, and what is not is found free.
    }
  }
}
