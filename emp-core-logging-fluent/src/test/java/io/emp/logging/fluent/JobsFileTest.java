package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A file of open jobs that is not as it was written. */
class JobsFileTest {

  private static final List<String> IDS = List.of("job-1", "job-2", "job-3");

  private final byte[] good = Jobs.left(IDS.toArray(new String[0]));

  @Test
  void whatWasLeftIsReadAgain() throws Exception {
    JobsFile file = JobsFile.read(ByteBuffer.wrap(good));

    assertThat(Jobs.ids(file)).isEqualTo(IDS);
    assertThat(file.lastSeen()).isEqualTo(Jobs.SEEN);
    assertThat(file.isOf(Jobs.ANOTHER_JVM)).isTrue();
    assertThat(file.isOf(Jvm.ID)).isFalse();
  }

  @Test
  void noDamagedByteMakesAJobOrChangesOne() {
    List<OpenJob> jobs = IDS.stream().map(Jobs::context).map(c -> new OpenJob(c, 0)).toList();
    for (int at = 0; at < 4 * JobsFile.SLOT_BYTES; at++) {
      for (int bit = 0; bit < 8; bit += 3) {
        byte[] bytes = good.clone();
        bytes[at] ^= (byte) (1 << bit);
        int slotOfByte = at / JobsFile.SLOT_BYTES - 1;
        try {
          List<OpenJob> found = Jobs.in(JobsFile.read(ByteBuffer.wrap(bytes)));
          assertThat(found.size()).as("byte %d", at).isGreaterThanOrEqualTo(2);
          assertThat(found)
              .as("byte %d", at)
              .allSatisfy(
                  job -> {
                    assertThat(job.sinceMillis()).isEqualTo(Jobs.STARTED);
                    assertThat(jobs).extracting(OpenJob::context).contains(job.context());
                  });
          for (int slot = 0; slot < IDS.size(); slot++) {
            if (slot != slotOfByte) {
              assertThat(found).extracting(job -> job.key().jobId()).contains(IDS.get(slot));
            }
          }
        } catch (IOException e) {
          assertThat(at).as("a byte of the header").isLessThan(36);
        }
      }
    }
  }

  @Test
  void everyByteOfTheHeaderIsChecked() {
    for (int at = 0; at < 36; at++) {
      byte[] bytes = good.clone();
      bytes[at] ^= 0x10;
      assertThat(catchThrowable(() -> JobsFile.read(ByteBuffer.wrap(bytes))))
          .as("byte %d", at)
          .isInstanceOf(IOException.class)
          .message()
          .isNotEmpty();
    }
  }

  @Test
  void aSlotThatIsFreeIsNotOpenedByABitThatIsWrong() throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(good.clone());
    JobsFile.read(bytes).clear(1);
    for (int bit = 0; bit < 32; bit++) {
      bytes.putInt(2 * JobsFile.SLOT_BYTES, 1 << bit);
      assertThat(Jobs.ids(JobsFile.read(bytes))).containsExactly("job-1", "job-3");
    }
  }

  @Test
  void aFileThatLostItsEndKeepsTheJobsBeforeIt() throws Exception {
    for (int length : new int[] {4 * 1024 - 1, 3 * 1024, 2 * 1024, 1024}) {
      JobsFile file = JobsFile.read(ByteBuffer.wrap(Arrays.copyOf(good, length)));
      assertThat(file.isCut()).isTrue();
      assertThat(Jobs.ids(file)).isEqualTo(IDS.subList(0, length / 1024 - 1));
    }
    for (int length : new int[] {1023, 40, 1}) {
      ByteBuffer rest = ByteBuffer.wrap(Arrays.copyOf(good, length));
      assertThat(JobsFile.isBlank(rest)).isFalse();
      assertThat(catchThrowable(() -> JobsFile.read(rest))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void randomBytesAreNoJobs() {
    Random random = new Random(42);
    byte[] bytes = good.clone();
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[JobsFile.SLOT_BYTES];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, bytes, 2 * JobsFile.SLOT_BYTES, noise.length);
      try {
        assertThat(Jobs.ids(JobsFile.read(ByteBuffer.wrap(bytes))))
            .containsExactly("job-1", "job-3");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whoEndedWhileMakingItLeavesABlankOne() {
    byte[] half = new byte[JobsFile.BYTES / 2];
    assertThat(JobsFile.isBlank(ByteBuffer.wrap(half))).isTrue();
    assertThat(JobsFile.isBlank(ByteBuffer.allocate(0))).isTrue();
    half[12] = 1;
    assertThat(JobsFile.isBlank(ByteBuffer.wrap(half))).as("its magic is not there").isTrue();
    assertThat(JobsFile.isBlank(ByteBuffer.wrap(good))).isFalse();
  }
}
