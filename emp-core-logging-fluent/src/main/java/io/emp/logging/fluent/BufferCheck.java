package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether events can wait in the buffer's directory, and what waits there. It writes one small file
 * of a name that no appender looks at, and removes it.
 */
final class BufferCheck implements Check {

  private static final Set<String> NETWORK =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "ceph",
          "lustre",
          "beegfs",
          "gpfs",
          "glusterfs");

  /** Gone with the machine's restart, or with the container. */
  private static final Set<String> TEMPORARY = Set.of("tmpfs", "ramfs", "overlay", "aufs");

  private static final int PROBE_BYTES = 4096;

  /** From here on INFO events find no room. */
  private static final double FULL = 0.8;

  private final String appender;
  private final BufferSettings settings;
  private final Storage storage;

  /** What there is to be known of a file system. */
  interface Storage {
    String type(Path directory) throws IOException;

    long usableBytes(Path directory) throws IOException;

    Storage REAL =
        new Storage() {
          @Override
          public String type(Path directory) throws IOException {
            return Files.getFileStore(directory).type();
          }

          @Override
          public long usableBytes(Path directory) throws IOException {
            FileStore store = Files.getFileStore(directory);
            return store.getUsableSpace();
          }
        };
  }

  BufferCheck(String appender, BufferSettings settings, Storage storage) {
    this.appender = appender;
    this.settings = settings;
    this.storage = storage;
  }

  @Override
  public void run(Consumer<Finding> found) throws IOException {
    String tried = "buffer of appender " + appender;
    Path directory = settings.directory();
    if (directory == null) {
      found.accept(new Finding(Diagnosis.BUFFER_IN_MEMORY, tried, "in memory"));
      return;
    }
    tried += " in " + directory;
    Path existing = existing(directory);
    String failure = writeFailure(directory, existing);
    if (failure != null) {
      found.accept(new Finding(Diagnosis.BUFFER_UNWRITABLE, tried, failure));
      return;
    }
    found.accept(
        new Finding(
            Diagnosis.BUFFER_WRITABLE,
            tried,
            existing.equals(directory) ? "a file can be written" : "it can be made there"));
    checkType(tried, directory, existing, found);
    WaitingEvents waiting = null;
    if (existing.equals(directory)) {
      waiting = waiting(tried, directory, found);
      checkSetAside(tried, directory, found);
    }
    checkSpace(tried, existing, waiting == null ? 0 : waiting.usedBytes(), found);
  }

  /** The directory, or the nearest above it that is there. */
  private static Path existing(Path directory) {
    Path path = directory;
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  /** Null where it can be written to. */
  private static @Nullable String writeFailure(Path directory, Path existing) {
    if (!Files.isDirectory(existing)) {
      return existing + " is not a directory";
    }
    if (!existing.equals(directory)) {
      // What is not there stays so: only the appender makes it, as the service's user.
      return Files.isWritable(existing)
          ? null
          : "it does not exist and cannot be made: " + existing + " may not be written to";
    }
    Path probe = null;
    try {
      probe = Files.createTempFile(directory, "doctor-", ".tmp", OwnerOnly.file(directory));
      Files.write(probe, new byte[PROBE_BYTES]);
      return null;
    } catch (IOException e) {
      return "no file can be written: " + FileFailure.reason(e);
    } finally {
      remove(probe);
    }
  }

  private static void remove(@Nullable Path probe) {
    try {
      if (probe != null) {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      // An empty file of a name that nobody reads.
    }
  }

  private void checkType(String tried, Path directory, Path existing, Consumer<Finding> found)
      throws IOException {
    String type = storage.type(existing).toLowerCase(Locale.ROOT);
    if (NETWORK.contains(type)
        || NETWORK.contains(type.replaceFirst("^fuse\\.", ""))
        || Set.of("fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone").contains(type)) {
      found.accept(
          new Finding(
              Diagnosis.BUFFER_ON_NETWORK, tried, "it is on a network file system: " + type));
    } else if (TEMPORARY.contains(type)) {
      found.accept(
          new Finding(
              Diagnosis.BUFFER_TEMPORARY,
              tried,
              "its file system is of type " + type + ", which does not last"));
    } else if (isTemporary(directory)) {
      found.accept(
          new Finding(
              Diagnosis.BUFFER_TEMPORARY, tried, "it is in a directory for temporary files"));
    }
  }

  private static boolean isTemporary(Path directory) {
    return List.of(System.getProperty("java.io.tmpdir", "/tmp"), "/tmp", "/var/tmp").stream()
        .anyMatch(temporary -> directory.startsWith(Path.of(temporary).toAbsolutePath()));
  }

  private void checkSpace(String tried, Path existing, long used, Consumer<Finding> found)
      throws IOException {
    long usable = storage.usableBytes(existing);
    long most = (long) settings.chunkBytes() * settings.maxChunks();
    String seen = megabytes(usable) + " are free, and the buffer may take " + megabytes(most);
    if (usable < settings.chunkBytes() * 2L + JobsFile.BYTES) {
      found.accept(new Finding(Diagnosis.BUFFER_WITHOUT_SPACE, tried, seen));
    } else if (usable < most - used) {
      found.accept(new Finding(Diagnosis.BUFFER_SPACE_SHORT, tried, seen));
    }
  }

  private @Nullable WaitingEvents waiting(String tried, Path directory, Consumer<Finding> found) {
    WaitingEvents waiting;
    try {
      waiting = WaitingEvents.in(directory);
    } catch (IOException e) {
      found.accept(
          new Finding(
              Diagnosis.BUFFER_UNWRITABLE,
              tried,
              "what waits in it cannot be read: " + FileFailure.reason(e)));
      return null;
    }
    long most = (long) settings.chunkBytes() * settings.maxChunks();
    if (waiting.bytes() >= FULL * most) {
      found.accept(
          new Finding(
              Diagnosis.BUFFER_FULL,
              tried,
              megabytes(waiting.bytes()) + " wait, of " + megabytes(most) + " that it may take"));
    }
    if (waiting.events() > 0 || waiting.isMore()) {
      found.accept(new Finding(Diagnosis.EVENTS_WAITING, tried, told(waiting)));
    }
    return waiting;
  }

  private static String told(WaitingEvents waiting) {
    return (waiting.isMore() ? "more than " : "")
        + waiting.events()
        + (waiting.events() == 1 ? " event waits" : " events wait")
        + (waiting.events() == 0
            ? ""
            : ", the oldest since about "
                + Instant.ofEpochMilli(waiting.oldestMillis()).truncatedTo(ChronoUnit.SECONDS))
        + "; runs that live: "
        + waiting.livingRuns()
        + ", that have ended: "
        + waiting.endedRuns();
  }

  private static void checkSetAside(String tried, Path directory, Consumer<Finding> found)
      throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> refused = Files.newDirectoryStream(directory, "refused-*.jsonl")) {
      refused.forEach(file -> names.add(file.getFileName().toString()));
    }
    Path unreadable = directory.resolve("unreadable");
    if (Files.isDirectory(unreadable)) {
      try (DirectoryStream<Path> damaged = Files.newDirectoryStream(unreadable)) {
        damaged.forEach(file -> names.add("unreadable/" + file.getFileName()));
      }
    }
    if (!names.isEmpty()) {
      String shown = String.join(", ", names.stream().sorted().limit(5).toList());
      found.accept(
          new Finding(
              Diagnosis.EVENTS_SET_ASIDE,
              tried,
              names.size() + " set aside: " + shown + (names.size() > 5 ? ", …" : "")));
    }
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}
