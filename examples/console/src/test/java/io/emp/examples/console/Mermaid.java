package io.emp.examples.console;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A page that has Mermaid as a script, of the npm package, which has it in one file. Without npm
 * its tests are skipped, unless the system property {@code emp.require.node} is {@code true}.
 */
final class Mermaid {

  private static final String VERSION = "11.17.0";

  private Mermaid() {}

  static Path page() throws Exception {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
    Assumptions.assumeTrue(
        there || Boolean.getBoolean("emp.require.node"), "There is no npm on the PATH");
    Path directory = Files.createDirectories(classes().resolveSibling("mermaid-" + VERSION));
    Path page = directory.resolve("page.html");
    if (!Files.exists(page)) {
      run(directory, "npm", "pack", "--silent", "mermaid@" + VERSION);
      run(directory, "tar", "-xzf", "mermaid-" + VERSION + ".tgz", "package/dist/mermaid.min.js");
      // Last, so that what ended in the middle begins anew.
      Files.writeString(
          page, "<!doctype html><script src='package/dist/mermaid.min.js'></script><body></body>");
    }
    return page;
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Mermaid.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void run(Path directory, String... command) throws Exception {
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " took longer than 2 minutes");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + Files.readString(log));
    }
  }
}
