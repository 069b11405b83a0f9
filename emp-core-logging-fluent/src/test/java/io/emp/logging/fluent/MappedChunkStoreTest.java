package io.emp.logging.fluent;

import static io.emp.logging.fluent.BufferFiles.CHUNK_BYTES;
import static io.emp.logging.fluent.BufferFiles.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs one after the other and beside each other in one process. */
@Timeout(60)
class MappedChunkStoreTest {

  @TempDir Path temporary;
  private Path buffer;
  private final StoreStatus status = new StoreStatus();
  private final List<ChunkStore> stores = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    // The path by which the store tells of files, whatever links lead to the temporary directory.
    buffer = temporary.toRealPath().resolve("the").resolve("buffer");
  }

  @AfterEach
  void close() {
    stores.forEach(ChunkStore::close);
  }

  @Test
  void nothingIsMadeBeforeTheFirstChunkIsAskedFor() throws Exception {
    MappedChunkStore store = store();
    store.adopted();
    store.force();
    assertThat(buffer).doesNotExist();

    store.allocate();

    assertThat(BufferFiles.runs(buffer)).hasSize(1);
  }

  @Test
  void aRunHasADirectoryThatTellsItsStartItsProcessAndItsId() throws Exception {
    RunId run = RunId.random();
    long before = System.currentTimeMillis();
    MappedChunkStore store = BufferFiles.store(buffer, run, CHUNK_BYTES, status.report);
    stores.add(store);
    store.allocate();
    store.allocate();

    Path directory = BufferFiles.runs(buffer).get(0);
    String[] parts = directory.getFileName().toString().split("-", -1);
    assertThat(Long.parseLong(parts[1])).isBetween(before, System.currentTimeMillis());
    assertThat(parts[1]).hasSize(13);
    assertThat(parts[2]).isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    assertThat(parts[3]).isEqualTo(run.hex());
    assertThat(names(directory)).containsExactly("000001.chunk", "000002.chunk", "lock");
    assertThat(Files.size(directory.resolve("000001.chunk"))).isEqualTo(CHUNK_BYTES);
    assertThat(names(buffer)).hasSize(1);
  }

  @Test
  void onlyTheOwnerMayReadWhatItMakes() throws Exception {
    assumeThat(temporary.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path dead = BufferFiles.deadRun(buffer, "one");
    Files.write(dead.resolve("000001.chunk"), new byte[] {1, 2, 3});
    MappedChunkStore store = store();
    store.allocate();
    store.adopted();

    List<Path> made = new ArrayList<>();
    try (var walked = Files.walk(buffer)) {
      walked.forEach(made::add);
    }
    // The buffer directory, the run's, its lock and its chunk; what was set aside, as it was.
    assertThat(made).hasSize(6);
    for (Path path : made) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as(path.toString())
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
  }

  @Test
  void whatARunLeavesIsAdoptedByTheNextInTheSameProcess() throws Exception {
    MappedChunkStore first = store();
    opened(first, 1, "one", "two");
    opened(first, 2, "three");
    first.close();

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one", "two", "three");
  }

  /**
   * Java formats numbers with the digits of the locale, and a run is found by those of its name.
   */
  @Test
  void whatARunLeavesIsAdoptedInALocaleWithDigitsOfItsOwn() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      MappedChunkStore first = store();
      opened(first, 1, "one");
      first.close();

      assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatIsDeliveredAfterItsAdoptionIsRemovedAndInTheEndItsDirectory() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one", "two");
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();

    deliver(store, adopted.get(0));
    assertThat(names(dead)).containsExactly("000002.chunk", "lock");
    deliver(store, adopted.get(1));

    assertThat(dead).doesNotExist();
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void anAdoptedChunkIsDurableAndNotUsedAgain() throws Exception {
    BufferFiles.deadRun(buffer, "one");
    MappedChunkStore store = store();
    Chunk chunk = store.adopted().get(0);

    assertThat(store.isDurable(chunk)).isTrue();
    assertThat(store.isReusable(chunk)).isFalse();
  }

  @Test
  void anAdoptedChunkThatIsDeliveredInPartIsAdoptedAgainWithoutThatPart() throws Exception {
    MappedChunkStore first = store();
    opened(first, 1, "one", "two", "three");
    first.close();
    MappedChunkStore second = store();
    ChunkTexts.deliver(second.adopted().get(0), "two");
    second.close();

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one", "three");
  }

  @Test
  void whatHasNothingUndeliveredIsRemovedWhenItsRunEnds() throws Exception {
    MappedChunkStore store = store();
    ChunkTexts.deliverAll(opened(store, 1, "delivered"));
    store.allocate();
    opened(store, 2);

    store.close();

    assertThat(BufferFiles.list(buffer)).isEmpty();
  }

  @Test
  void whatIsFreeOrDeliveredInADirectoryOfADeadRunIsRemovedAtOnce() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Files.write(dead.resolve("000002.chunk"), new byte[CHUNK_BYTES]);
    Files.createFile(dead.resolve("000003.chunk"));
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();
    assertThat(names(dead)).containsExactly("000001.chunk", "lock");

    // As if the process ended between the mark and the removal.
    ChunkTexts.deliverAll(adopted.get(0));
    byte[] marked = Files.readAllBytes(dead.resolve("000001.chunk"));
    store.release(adopted.get(0));
    store.close();
    Files.createDirectory(dead);
    Files.write(dead.resolve("000001.chunk"), marked);

    assertThat(store().adopted()).isEmpty();
    assertThat(dead).doesNotExist();
  }

  @Test
  void runsAreAdoptedInTheOrderOfTheirStart() throws Exception {
    BufferFiles.deadRunOf(1_700_000_000_003L, buffer, "e", "f");
    BufferFiles.deadRunOf(999_999_999_999L, buffer, "a");
    BufferFiles.deadRunOf(1_700_000_000_001L, buffer, "b", "c", "d");

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void chunksOfARunAreAdoptedInTheOrderInWhichTheyWereOpened() throws Exception {
    MappedChunkStore first = store();
    Chunk file1 = opened(first, 1, "delivered");
    opened(first, 2, "earlier");
    ChunkTexts.deliverAll(file1);
    file1.free();
    file1.open(ChunkTexts.RUN, 3, ChunkTexts.TAG, ChunkTexts.OPENED);
    ChunkTexts.append(file1, "later");
    first.close();

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("earlier", "later");
  }

  @Test
  void runsInOneProcessLeaveEachOtherAlone() throws Exception {
    MappedChunkStore one = store();
    MappedChunkStore two = store();
    Chunk ofOne = opened(one, 1, "of one");
    Chunk ofTwo = opened(two, 1, "of two");

    assertThat(store().adopted()).isEmpty();
    assertThat(one.isDurable(ofOne)).isTrue();
    two.close();
    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("of two");
    assertThat(ChunkTexts.texts(ofOne)).containsExactly("of one");
    assertThat(ChunkTexts.texts(ofTwo)).containsExactly("of two");
  }

  @Test
  void whatOneHasAdoptedNoOtherDoesUntilItIsClosed() throws Exception {
    BufferFiles.deadRun(buffer, "one");
    MappedChunkStore first = store();
    assertThat(first.adopted()).hasSize(1);

    assertThat(store().adopted()).isEmpty();
    first.close();
    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one");
  }

  @Test
  void theSameDirectoryUnderAnotherNameIsTheSame() throws Exception {
    opened(store(), 1, "one");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), buffer);
    MappedChunkStore other = BufferFiles.store(link, status);
    stores.add(other);

    assertThat(other.adopted()).isEmpty();
  }

  @Test
  void noTraceOfAnEndedRunStaysInTheProcess() throws Exception {
    MappedChunkStore store = store();
    BufferFiles.deadRun(buffer, "one");
    store.adopted();
    opened(store, 1, "two");
    assertThat(held()).hasSize(2);

    store.close();

    assertThat(held()).isEmpty();
  }

  @Test
  void aRunWhoseLockIsMissingIsAdopted() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Files.delete(dead.resolve("lock"));
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();

    assertThat(ChunkTexts.texts(adopted)).containsExactly("one");
    deliver(store, adopted.get(0));
    assertThat(dead).doesNotExist();
  }

  @Test
  void whatIsNotOfTheBufferIsLeftAlone() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Path notes = Files.writeString(dead.resolve("notes.txt"), "by somebody");
    Path folder = Files.createDirectory(dead.resolve("000009.chunk"));
    Path file = Files.writeString(buffer.resolve("run-file"), "no directory");
    Path other = Files.createDirectory(buffer.resolve("run-2024-backup"));
    Path ofOther = Files.writeString(other.resolve("000001.chunk"), "not ours");
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();

    assertThat(ChunkTexts.texts(adopted)).containsExactly("one");
    deliver(store, adopted.get(0));
    assertThat(names(dead)).containsExactly("000009.chunk", "lock", "notes.txt");
    assertThat(List.of(notes, folder, file, ofOther)).allMatch(Files::exists);
    assertThat(names(other)).containsExactly("000001.chunk");
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadIsSetAsideAndToldAndTheOthersAreAdopted() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one", "two", "three");
    byte[] garbage = "this is not a chunk at all".getBytes(StandardCharsets.UTF_8);
    Files.write(dead.resolve("000002.chunk"), garbage);
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();

    assertThat(ChunkTexts.texts(adopted)).containsExactly("one", "three");
    Path aside = buffer.resolve(UnreadableFiles.NAME).resolve(dead.getFileName() + "-000002.chunk");
    assertThat(aside).hasBinaryContent(garbage);
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains(aside.toString()).contains("26 bytes");
    adopted.forEach(chunk -> deliver(store, chunk));
    assertThat(dead).doesNotExist();
    assertThat(aside).exists();
  }

  @Test
  void whatIsSetAsideOverwritesNothing() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Path aside = Files.createDirectory(buffer.resolve(UnreadableFiles.NAME));
    String name = dead.getFileName() + "-000001.chunk";
    Files.writeString(aside.resolve(name), "of before");
    Files.writeString(dead.resolve("000001.chunk"), "new");

    store().adopted();

    assertThat(aside.resolve(name)).hasContent("of before");
    assertThat(aside.resolve(name + ".1")).hasContent("new");
    assertThat(status.messages().get(0)).contains(name + ".1");
  }

  @Test
  void aFileThatIsTooLargeForAChunkIsSetAside() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Path large = dead.resolve("000002.chunk");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(ChunkFile.MAX_BYTES + 1);
    }

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one");
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(status.messages().get(0)).contains("16777217 bytes");
  }

  @Test
  void ofADamagedFileTheGoodEntriesAreAdoptedAndTheFileIsCopiedFirst() throws Exception {
    MappedChunkStore first = store();
    opened(first, 1, "one", "two", "three");
    first.close();
    Path dead = BufferFiles.runs(buffer).get(0);
    Path file = dead.resolve("000001.chunk");
    BufferFiles.damage(file, BufferFiles.entriesStart(file) + 5);
    byte[] asFound = Files.readAllBytes(file);
    MappedChunkStore store = store();
    List<Chunk> adopted = store.adopted();

    assertThat(ChunkTexts.texts(adopted)).containsExactly("one", "three");
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains("1 of its events").contains("unreadable");
    deliver(store, adopted.get(0));
    assertThat(dead).doesNotExist();
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(BufferFiles.unreadable(buffer).get(0)).hasBinaryContent(asFound);
  }

  @Test
  void aDamagedFileThatIsAdoptedTwiceIsCopiedOnce() throws Exception {
    MappedChunkStore first = store();
    opened(first, 1, "one", "two", "three");
    first.close();
    Path file = BufferFiles.runs(buffer).get(0).resolve("000001.chunk");
    BufferFiles.damage(file, BufferFiles.entriesStart(file));
    byte[] asFound = Files.readAllBytes(file);
    MappedChunkStore second = store();
    ChunkTexts.deliver(second.adopted().get(0), "two");
    second.close();

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("three");
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(BufferFiles.unreadable(buffer).get(0)).hasBinaryContent(asFound);
  }

  @Test
  void aDamagedFileOfWhichNothingIsGoodIsMoved() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Path file = dead.resolve("000001.chunk");
    BufferFiles.damage(file, BufferFiles.entriesStart(file));

    assertThat(store().adopted()).isEmpty();

    assertThat(dead).doesNotExist();
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(status.messages().get(0)).contains("1 of its events");
  }

  @Test
  void aFileThatLostItsTailGivesWhatIsBeforeTheCut() throws Exception {
    MappedChunkStore first = store();
    opened(first, 1, "one", "two", "three");
    first.close();
    Path file = BufferFiles.runs(buffer).get(0).resolve("000001.chunk");
    try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(BufferFiles.entriesStart(file) + 9);
    }

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("one", "two");
    assertThat(status.messages().get(0)).contains("1 of its events");
  }

  @Test
  void whereNothingCanBeSetAsideTheFilesStayAndTheOthersAreAdopted() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one", "two", "three");
    Files.writeString(buffer.resolve(UnreadableFiles.NAME), "a file where a directory should be");
    Files.writeString(dead.resolve("000001.chunk"), "garbage");
    Path damaged = dead.resolve("000002.chunk");
    BufferFiles.damage(damaged, BufferFiles.entriesStart(damaged));
    MappedChunkStore store = store();

    List<Chunk> adopted = store.adopted();

    assertThat(ChunkTexts.texts(adopted)).containsExactly("three");
    deliver(store, adopted.get(0));
    assertThat(names(dead)).containsExactly("000001.chunk", "000002.chunk", "lock");
    assertThat(status.messages()).hasSize(2);
    assertThat(status.messages().get(0)).contains(dead.resolve("000001.chunk").toString());
    assertThat(status.messages().get(1)).contains(damaged.toString());
  }

  @Test
  void aRunWhoseLockCannotBeOpenedStopsNoOther() throws Exception {
    Path dead = BufferFiles.deadRunOf(1, buffer, "one");
    Files.delete(dead.resolve("lock"));
    Files.createDirectory(dead.resolve("lock"));
    BufferFiles.deadRunOf(2, buffer, "two");

    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("two");
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0))
        .contains(dead.toString())
        .contains("tried again now and then");
    assertThat(names(dead)).containsExactly("000001.chunk", "lock");
  }

  @Test
  void aDirectoryWhoseMakerWasKilledIsRemovedWhenItIsOld() throws Exception {
    String name = "new-run-1700000000000-1-" + RunId.random().hex();
    Path old = Files.createDirectories(buffer.resolve(name));
    Files.createFile(old.resolve("lock"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Path young = Files.createDirectory(buffer.resolve(name.replace("-1-", "-2-")));

    store().adopted();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsToldWithItsPathAndTheCause() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    Path below = file.resolve("buffer");
    MappedChunkStore store = BufferFiles.store(below, status);
    stores.add(store);

    assertThat(store.adopted()).isEmpty();
    assertThatThrownBy(store::allocate)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(below.toString())
        .hasMessageContaining("Not a directory");
    MappedChunkStore onFile = BufferFiles.store(file, status);
    stores.add(onFile);
    assertThatThrownBy(onFile::allocate)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " (something else of that name is there)");
    assertThat(held()).isEmpty();
  }

  @Test
  void aDirectoryThatIsRemovedIsMadeAgainAndTheOlderChunksWorkOn() throws Exception {
    MappedChunkStore store = store();
    Chunk before = opened(store, 1, "before");
    BufferFiles.deleteTree(buffer);

    assertThat(store.isDurable(before)).isFalse();
    assertThat(store.isReusable(before)).isFalse();
    ChunkTexts.append(before, "still");
    store.force();
    Chunk after = opened(store, 2, "after");

    assertThat(store.isDurable(after)).isTrue();
    assertThat(store.isReusable(after)).isTrue();
    assertThat(ChunkTexts.texts(before)).containsExactly("before", "still");
    deliver(store, before);
    store.force();
    store.close();
    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("after");
  }

  @Test
  void aDirectoryThatIsRemovedWithTheRunsDirectoryAloneIsMadeAgainToo() throws Exception {
    MappedChunkStore store = store();
    opened(store, 1, "before");
    Path run = BufferFiles.runs(buffer).get(0);
    BufferFiles.deleteTree(run);

    opened(store, 2, "after");

    assertThat(BufferFiles.runs(buffer)).hasSize(1).doesNotContain(run);
  }

  @Test
  void aChunkWhoseFileIsRemovedIsNotUsedAgainAndReleasedWithoutAWord() throws Exception {
    MappedChunkStore store = store();
    Chunk chunk = opened(store, 1, "one");
    Path run = BufferFiles.runs(buffer).get(0);
    Files.delete(run.resolve("000001.chunk"));

    assertThat(store.isReusable(chunk)).isFalse();
    assertThat(store.isDurable(chunk)).isFalse();
    deliver(store, chunk);
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void anInterruptNeitherFailsIsLostNorLetsGoOfTheLock() throws Exception {
    MappedChunkStore store = store();
    Thread.currentThread().interrupt();
    Chunk chunk = opened(store, 1, "one");
    Chunk more = opened(store, 2, "two");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ChunkTexts.texts(List.of(chunk, more))).containsExactly("one", "two");
    assertThat(StoreProcess.adopt(buffer)).isEmpty();
  }

  @Test
  void aClosedStoreMakesNothing() throws Exception {
    MappedChunkStore store = store();
    Chunk left = opened(store, 1, "left");
    store.close();

    assertThatThrownBy(store::allocate).isInstanceOf(IOException.class);
    assertThat(store.isReusable(left)).isFalse();
    store.release(left);
    assertThat(ChunkTexts.texts(store().adopted())).containsExactly("left");
  }

  private MappedChunkStore store() {
    MappedChunkStore store = BufferFiles.store(buffer, status);
    stores.add(store);
    return store;
  }

  private static void deliver(ChunkStore store, Chunk chunk) {
    ChunkTexts.deliverAll(chunk);
    store.release(chunk);
  }

  private static List<String> names(Path directory) throws IOException {
    return BufferFiles.list(directory).stream().map(path -> path.getFileName().toString()).toList();
  }

  /** What is held below this test's directory. */
  private List<String> held() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.contains(temporary.getFileName().toString()))
        .toList();
  }
}
