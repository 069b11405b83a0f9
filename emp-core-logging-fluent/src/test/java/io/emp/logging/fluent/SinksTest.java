package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {

  private static final Batch TWO =
      PackedEntries.batch(PackedEntries.logged("one"), PackedEntries.logged("two"));

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("new").resolve("events.json");
  }

  private static String text(Batch batch) {
    return StandardCharsets.UTF_8.decode(JsonEntries.lines(batch)).toString();
  }

  @Test
  void theFileIsMadeWhenItIsFirstNeeded() throws IOException {
    FileSink sink = new FileSink(file(), 1_000_000);
    assertThat(file().getParent()).doesNotExist();

    sink.write(TWO);

    assertThat(file()).hasContent(text(TWO));
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws IOException {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));

    new FileSink(file(), 1_000_000).write(TWO);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsInTheFileStays() throws IOException {
    new FileSink(file(), 1_000_000).write(TWO);
    FileSink again = new FileSink(file(), 1_000_000);
    again.write(TWO);
    again.write(TWO);

    assertThat(Files.readString(file())).isEqualTo(text(TWO).repeat(3));
  }

  @Test
  void aFileThatWasMovedAwayIsMadeAnew() throws IOException {
    FileSink sink = new FileSink(file(), 1_000_000);
    sink.write(TWO);
    Files.move(file(), directory.resolve("moved"));

    sink.write(TWO);

    assertThat(file()).hasContent(text(TWO));
    assertThat(directory.resolve("moved")).hasContent(text(TWO));
  }

  @Test
  void theFileReachesItsLimitAndNoByteMore() throws IOException {
    long limit = 2L * text(TWO).length();
    FileSink sink = new FileSink(file(), limit);
    sink.write(TWO);
    sink.write(TWO);
    Batch smaller = PackedEntries.batch(PackedEntries.logged("one"));

    assertThatThrownBy(() -> sink.write(smaller))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " has reached its limit of " + limit + " bytes");
    assertThat(Files.size(file())).isEqualTo(limit);
  }

  @Test
  void aLineThatWasCutIsEndedFirst() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"cut\":");

    new FileSink(file(), 1_000_000).write(TWO);

    assertThat(Files.readString(file())).isEqualTo("{\"cut\":\n" + text(TWO));
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    FileSink sink = new FileSink(directory.resolve("file").resolve("below"), 1_000_000);

    assertThatThrownBy(() -> sink.write(TWO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("something else of that name is there");
  }

  @Test
  void theConsoleGetsEachLineInOneCall() throws IOException {
    Calls calls = new Calls();

    withStandardOutput(calls, () -> new ConsoleSink().write(TWO));

    List<String> lines = text(TWO).lines().map(line -> line + "\n").toList();
    assertThat(calls.texts).isEqualTo(lines);
  }

  @Test
  void aConsoleThatFailsIsSaid() {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };

    assertThatThrownBy(() -> withStandardOutput(failing, () -> new ConsoleSink().write(TWO)))
        .isInstanceOf(IOException.class)
        .hasMessage("standard output cannot be written");
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void withStandardOutput(OutputStream out, Action action) throws IOException {
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
  }

  /** What each call wrote. */
  private static final class Calls extends OutputStream {
    private final List<String> texts = new ArrayList<>();

    @Override
    public void write(int b) {
      texts.add(Character.toString(b));
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      copy.write(bytes, from, count);
      texts.add(copy.toString(StandardCharsets.UTF_8));
    }
  }
}
