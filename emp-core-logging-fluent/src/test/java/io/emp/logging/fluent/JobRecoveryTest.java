package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that a worker left open which is no more. */
@Timeout(60)
class JobRecoveryTest {

  @TempDir Path temporary;
  private final ManualClock clock = new ManualClock();
  private final StoreStatus status = new StoreStatus();
  private final RunId run = RunId.random();
  private final JobJournal journal = new JobJournal(clock);
  private final List<Map<String, @Nullable Object>> told = new ArrayList<>();
  private Path buffer;
  private MappedChunkStore store;

  @BeforeEach
  void prepare() throws IOException {
    buffer = Files.createDirectories(temporary.toRealPath().resolve("buffer"));
    store = open(journal);
  }

  private MappedChunkStore open(JobJournal ofRun) {
    return new MappedChunkStore(buffer, run, BufferFiles.CHUNK_BYTES, status.report, ofRun, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private boolean take(MessagePackWriter entry) {
    entry.complete(1, entry.epochNanos());
    RecordTree tree = new RecordTree();
    try {
      new MessagePackReader(ByteBuffer.wrap(entry.buffer(), 0, entry.length())).readEntry(tree);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    told.add(new LinkedHashMap<>(tree.record()));
    return true;
  }

  private List<Object> toldOf() {
    return told.stream().map(record -> Objects.requireNonNull(record.get("job_id"))).toList();
  }

  /** An empty directory of a run that has ended, and its file of jobs. */
  private Path deadRun(byte[] jobs) throws IOException {
    Path dead = BufferFiles.deadRun(buffer, "one");
    for (Path chunk : BufferFiles.chunks(dead)) {
      Files.delete(chunk);
    }
    Jobs.leave(dead, jobs);
    return dead;
  }

  @Test
  void theEndOfEachIsToldWithAllThatIsKnownOfIt() throws Exception {
    Path dead = deadRun(Jobs.left("job-1"));
    store.adopted();
    store.tend(this::take);

    Map<String, @Nullable Object> record = told.get(0);
    assertThat(record)
        .containsEntry("level", "error")
        .containsEntry("event_type", "job_failed")
        .containsEntry("job_status", "failed")
        .containsEntry("error_type", "worker_crash")
        .containsEntry("duration_ms", Jobs.SEEN - Jobs.STARTED)
        .containsEntry("last_seen", Instant.ofEpochMilli(Jobs.SEEN).toString())
        .containsEntry("error_message", record.get("message"))
        .containsEntry("run_id", run.hex())
        .containsEntry("attempt", 2L);
    assertThat((String) record.get("message"))
        .contains("without telling the end", Instant.ofEpochMilli(Jobs.SEEN).toString());
    Map<String, String> context = new LinkedHashMap<>(Jobs.context("job-1"));
    context.remove("attempt");
    assertThat(record).containsAllEntriesOf(context);
    assertThat(record.keySet()).noneMatch(name -> name.startsWith("field_"));
    assertThat(told).hasSize(1);
    assertThat(dead).doesNotExist();
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains(dead.toString(), "1 of its jobs");
  }

  @Test
  void eachIsToldOnceWhoeverAdopts() throws Exception {
    deadRun(Jobs.left("job-1", "job-2"));
    store.adopted();
    store.tend(this::take);
    store.tend(this::take);
    store.adopted();
    store.tend(this::take);
    try (MappedChunkStore next = open(new JobJournal(clock))) {
      next.adopted();
      next.tend(this::take);
    }

    assertThat(toldOf()).containsExactly("job-1", "job-2");
  }

  @Test
  void whatFindsNoRoomWaitsAndWhatFoundItIsNotToldAgain() throws Exception {
    Path dead = deadRun(Jobs.left("job-1", "job-2", "job-3"));
    store.adopted();
    store.tend(entry -> told.isEmpty() && take(entry));
    assertThat(toldOf()).containsExactly("job-1");
    assertThat(dead.resolve("jobs")).exists();

    // The process that has told of one is killed: another goes on.
    store.close();
    try (MappedChunkStore next = open(new JobJournal(clock))) {
      next.adopted();
      next.tend(entry -> false);
      next.tend(this::take);
    }

    assertThat(toldOf()).containsExactly("job-1", "job-2", "job-3");
    assertThat(dead).doesNotExist();
  }

  @Test
  void aListWithNothingOpenIsRemovedWithItsDirectory() throws Exception {
    Path dead = deadRun(Jobs.left());
    Path unfinished = deadRun(new byte[10_000]);
    store.adopted();

    assertThat(dead).doesNotExist();
    assertThat(unfinished).doesNotExist();
    assertThat(status.messages()).isEmpty();
  }

  @Test
  void theDirectoryStaysUntilItsChunksAreDelivered() throws Exception {
    Path dead = BufferFiles.deadRun(buffer, "one");
    Jobs.leave(dead, Jobs.left("job-1"));
    List<Chunk> chunks = store.adopted();
    store.tend(this::take);

    assertThat(toldOf()).containsExactly("job-1");
    assertThat(BufferFiles.list(dead)).hasSize(2);
    ChunkTexts.deliverAll(chunks.get(0));
    store.release(chunks.get(0));

    assertThat(dead).doesNotExist();
  }

  @Test
  void aListThatCannotBeReadIsSetAsideAndStopsNothing() throws Exception {
    byte[] damaged = Jobs.left("job-1");
    damaged[20] ^= 1;
    Path dead = BufferFiles.deadRunOf(1, buffer, "one");
    Jobs.leave(dead, damaged);
    Jobs.leave(BufferFiles.deadRunOf(2, buffer, "two"), Jobs.left("job-2"));

    assertThat(ChunkTexts.texts(store.adopted())).containsExactly("one", "two");
    store.tend(this::take);

    assertThat(toldOf()).containsExactly("job-2");
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(BufferFiles.unreadable(buffer).get(0)).hasBinaryContent(damaged);
    assertThat(status.messages())
        .anyMatch(text -> text.contains(BufferFiles.unreadableOf(buffer)) && text.contains("CRC"));
  }

  @Test
  void oneOfWhichAPartIsDamagedGivesUpTheRestAndIsKept() throws Exception {
    byte[] damaged = Jobs.left("job-1", "job-2", "job-3");
    damaged[2 * JobsFile.SLOT_BYTES + 30] ^= 1;
    Path dead = deadRun(damaged);
    store.adopted();
    store.tend(this::take);

    assertThat(toldOf()).containsExactly("job-1", "job-3");
    assertThat(dead).doesNotExist();
    assertThat(BufferFiles.unreadable(buffer)).hasSize(1);
    assertThat(status.messages())
        .anyMatch(
            text -> text.contains(BufferFiles.unreadableOf(buffer)) && text.contains("of 1 "));
  }

  @Test
  void damageAtAnyByteStopsNoAdoptionAndMakesNoJob() throws Exception {
    byte[] good = Jobs.left("job-1", "job-2");
    for (int at = 0; at < 3 * JobsFile.SLOT_BYTES; at += 7) {
      byte[] damaged = Arrays.copyOf(good, 4 * JobsFile.SLOT_BYTES);
      damaged[at] ^= 0x41;
      Jobs.leave(BufferFiles.deadRun(buffer, "chunk"), damaged);
    }
    List<Chunk> chunks = store.adopted();
    store.tend(this::take);

    assertThat(chunks).hasSize(439);
    assertThat(toldOf()).isSubsetOf("job-1", "job-2").hasSizeGreaterThan(439);
    assertThat(BufferFiles.list(buffer.resolve("unreadable"))).hasSize(439);
  }

  @Test
  void aListThatCannotBeAFileOfOursIsSetAside() throws Exception {
    Path dead = deadRun(new byte[] {1, 2, 3});
    Path directory = deadRun(Jobs.left());
    Files.delete(directory.resolve("jobs"));
    Files.createDirectory(directory.resolve("jobs"));
    store.adopted();

    assertThat(dead).doesNotExist();
    assertThat(directory).exists();
    assertThat(status.messages()).hasSize(2);
  }

  @Test
  void aJobIsThereTwiceWhereItsReplacementWasCutShortAndIsToldOnce() throws Exception {
    byte[] jobs = Jobs.left("job-1", "job-2");
    JobsFile.read(ByteBuffer.wrap(jobs))
        .open(
            9,
            Objects.requireNonNull(
                OpenJob.encode(Jobs.context("job-1"), Jobs.STARTED + 34, 1_000)));
    deadRun(jobs);
    store.adopted();
    store.tend(this::take);

    assertThat(toldOf()).containsExactlyInAnyOrder("job-1", "job-2");
    assertThat(told).extracting(record -> record.get("duration_ms")).contains(1_200L, 1_234L);
  }

  @Test
  void aWorkerThatWasKilledWhileItToldAnEndHasToldItIfItsChunksSaySo() throws Exception {
    byte[] jobs = Jobs.left("told", "delivered", "not told", "of the attempt before");
    JobsFile file = JobsFile.read(ByteBuffer.wrap(jobs));
    for (int slot = 0; slot < 4; slot++) {
      file.ends(slot);
    }
    MappedChunkStore first = open(new JobJournal(clock));
    Chunk later = chunk(first, 2);
    Chunk earlier = chunk(first, 1);
    append(earlier, "job_started", "told");
    append(earlier, "job_started", "not told");
    append(earlier, "job_completed", "delivered");
    earlier.delivered(earlier.batches(9).get(0));
    append(earlier, "job_retried", "of the attempt before");
    append(later, "job_received", "of the attempt before");
    append(later, "job_completed", "told");
    append(later, "job_progress", "not told");
    first.close();
    Jobs.leave(BufferFiles.runs(buffer).get(0), jobs);
    store.adopted();
    store.tend(this::take);

    assertThat(toldOf()).containsExactly("not told", "of the attempt before");
  }

  private static Chunk chunk(MappedChunkStore of, long number) throws IOException {
    Chunk chunk = of.allocate();
    chunk.open(ChunkTexts.RUN, number, "tag", 0);
    return chunk;
  }

  private static void append(Chunk chunk, String eventType, String jobId) {
    MessagePackWriter entry =
        new MessagePackWriter(Entries.RUN.hex(), Map.of("event_type", eventType));
    entry.write(Jobs.event(jobId));
    chunk.append(entry.buffer(), entry.length());
  }

  @Test
  void jobsOfAnAppenderThatWasStoppedInThisJvmLiveOnInTheNext() throws Exception {
    store.allocate();
    store.tend(this::take);
    Jobs.tell(journal, "job_started", "job-1");
    Jobs.tell(journal, "job_started", "job-2");
    store.close();

    JobJournal next = new JobJournal(clock);
    store = open(next);
    store.adopted();
    store.allocate();
    store.tend(this::take);
    assertThat(told).isEmpty();
    Jobs.tell(next, "job_completed", "job-1");

    assertThat(BufferFiles.runs(buffer)).hasSize(1);
    assertThat(Jobs.ids(fileOf(BufferFiles.runs(buffer).get(0)))).containsExactly("job-2");
  }

  private static JobsFile fileOf(Path directory) throws IOException {
    return JobsFile.read(ByteBuffer.wrap(Files.readAllBytes(directory.resolve("jobs"))));
  }

  @Test
  void anAppenderThatIsStoppedWithNoJobOpenLeavesNothing() throws Exception {
    store.allocate();
    store.tend(this::take);
    Jobs.tell(journal, "job_started", "job-1");
    assertThat(Jobs.ids(fileOf(BufferFiles.runs(buffer).get(0)))).containsExactly("job-1");
    Jobs.tell(journal, "job_completed", "job-1");
    store.close();

    assertThat(BufferFiles.list(buffer)).isEmpty();
  }

  @Test
  void aDirectoryThatIsMadeAnewHasTheOpenJobsToo() throws Exception {
    store.allocate();
    store.tend(this::take);
    Jobs.tell(journal, "job_started", "job-1");
    BufferFiles.deleteTree(buffer);
    store.allocate();
    store.tend(this::take);

    assertThat(Jobs.ids(fileOf(BufferFiles.runs(buffer).get(0)))).containsExactly("job-1");
  }

  @Test
  void aListThatCannotBeMadeIsToldOnceAndTriedAgain() throws Exception {
    store.allocate();
    Path inTheWay = BufferFiles.runs(buffer).get(0).resolve("jobs");
    Files.createDirectories(inTheWay.resolve("something"));
    Jobs.tell(journal, "job_started", "job-1");
    for (int i = 0; i < 5; i++) {
      store.tend(this::take);
      clock.advance(Duration.ofSeconds(6));
    }
    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains("open jobs cannot be kept", inTheWay.toString());

    BufferFiles.deleteTree(inTheWay);
    store.tend(this::take);
    clock.advance(Duration.ofSeconds(10));
    store.tend(this::take);

    assertThat(Jobs.ids(fileOf(BufferFiles.runs(buffer).get(0)))).containsExactly("job-1");
  }

  @Test
  void jobsThatHaveNoPlaceAreToldOnce() throws Exception {
    store.allocate();
    for (int i = 0; i < 3; i++) {
      Jobs.tell(journal, "job_started", "j".repeat(2_000));
      store.tend(this::take);
    }

    assertThat(status.messages()).hasSize(1);
    assertThat(status.messages().get(0)).contains("not kept on disk");
  }

  @Test
  void withoutATimeThatCanBeReadNeitherTheTimeNorTheDurationIsTold() throws Exception {
    byte[] jobs = Jobs.left("job-1");
    jobs[40] ^= 1;
    deadRun(jobs);
    store.adopted();
    store.tend(this::take);

    assertThat(told.get(0)).doesNotContainKeys("last_seen", "duration_ms");
    assertThat(told.get(0)).containsEntry("event_type", "job_failed");
  }
}
