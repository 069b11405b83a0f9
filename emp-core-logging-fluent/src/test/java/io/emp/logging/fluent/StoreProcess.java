package io.emp.logging.fluent;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that uses a buffer directory. */
final class StoreProcess implements AutoCloseable {

  static final String READY = "READY";

  private final Process process;
  private final BufferedReader output;

  private StoreProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  static StoreProcess start(String what, Path buffer) throws IOException {
    return new StoreProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                what,
                buffer.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** What it adopted; it has ended then, and delivered nothing. */
  static List<String> adopt(Path buffer) throws Exception {
    try (StoreProcess child = start("adopt", buffer)) {
      return child.awaitReady();
    }
  }

  /** The lines it prints until it says that it is ready. */
  List<String> awaitReady() throws IOException {
    List<String> lines = new ArrayList<>();
    String line = output.readLine();
    while (line != null && !line.equals(READY)) {
      lines.add(line);
      line = output.readLine();
    }
    if (line == null) {
      throw new AssertionError("the process ended before it was ready: " + lines);
    }
    return lines;
  }

  /** So many lines, as soon as they are there. */
  List<String> lines(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String line = output.readLine();
      if (line == null) {
        throw new AssertionError("the process ended after " + lines.size() + " lines");
      }
      lines.add(line);
    }
    return lines;
  }

  /** Kills it as nothing can be caught, and gives the whole lines that it had printed. */
  List<String> kill() throws Exception {
    // Not the process's own method: that closes its output, and what was in it would be gone.
    process.toHandle().destroyForcibly();
    StringBuilder rest = new StringBuilder();
    for (int c = output.read(); c >= 0; c = output.read()) {
      rest.append((char) c);
    }
    process.waitFor(30, TimeUnit.SECONDS);
    int whole = rest.lastIndexOf("\n");
    return whole < 0 ? List.of() : rest.substring(0, whole).lines().toList();
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  /** What the process does. */
  static final class Worker {

    private static final int MOST = 2_000_000;

    private Worker() {}

    public static void main(String[] args) throws Exception {
      Path buffer = Path.of(args[1]);
      try (MappedChunkStore store = BufferFiles.store(buffer, new StoreStatus())) {
        switch (args[0]) {
          case "append" -> append(store);
          case "hold" -> BufferFiles.opened(store, 1, "held");
          case "adopt" -> store.adopted().forEach(Worker::print);
          case "deliver half" -> deliverHalf(store.adopted());
          default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println(READY);
        // Until it is killed, or the one who started it is no more.
        if (!args[0].equals("adopt")) {
          System.in.read();
        }
      }
    }

    private static void print(Chunk chunk) {
      ChunkTexts.texts(chunk).forEach(System.out::println);
    }

    /** Says of each entry that it is there, once it is. */
    private static void append(ChunkStore store) throws IOException {
      Chunk chunk = BufferFiles.opened(store, 1);
      int number = 1;
      for (int i = 0; i < MOST; i++) {
        String text = "entry " + i;
        if (!chunk.fits(text.length() + 1)) {
          number++;
          chunk = BufferFiles.opened(store, number);
        }
        ChunkTexts.append(chunk, text);
        System.out.println(text);
      }
    }

    private static void deliverHalf(List<Chunk> chunks) {
      boolean deliver = true;
      for (Chunk chunk : chunks) {
        for (Batch batch : chunk.batches(1)) {
          if (deliver) {
            chunk.delivered(batch);
            ChunkTexts.texts(batch).forEach(System.out::println);
          }
          deliver = !deliver;
        }
      }
    }
  }
}
