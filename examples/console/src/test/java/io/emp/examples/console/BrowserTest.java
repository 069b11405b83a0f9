package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** What a person does, in a real browser. */
@Timeout(120)
class BrowserTest {

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path directory;
  @TempDir Path otherDirectory;
  @AutoClose private TestConsole console;

  @BeforeEach
  void start() throws Exception {
    console = new TestConsole(directory, Clock.systemUTC());
  }

  /** A console that is gone is no fault of the page's; a script or a policy that fails is. */
  @AfterEach
  void theBrowserHadNothingToComplainOf() {
    CHROMIUM.driver().get("about:blank");
    assertThat(CHROMIUM.driver().manage().logs().get(LogType.BROWSER))
        .map(LogEntry::getMessage)
        .allMatch(message -> message.contains("Failed to load resource"));
  }

  /** The way that a person takes with the example worker, from the board to the reason. */
  @Test
  void seesTheExampleWorkersJobsMoveAndReadsWhyOneFailed() throws Exception {
    try (ConsoleProcess worker = ConsoleProcess.withWorker(otherDirectory)) {
      CHROMIUM.driver().get("http://localhost:" + worker.port() + "/");
      eventually(() -> text("section.running").contains("-mountains.jpg"));
      String before = text("section.running");
      eventually(() -> !text("section.running").equals(before));
      eventually(() -> text("section.failed").contains("-harbour-corrupt.jpg"));
      assertThat(text("section.failed")).contains("validation").contains("not a readable image");
      assertThat(texts("main section h2").get(0)).startsWith("Failed");

      click("section.failed a.row");
      eventually(() -> text("h1").contains("-harbour-corrupt.jpg"));
      assertThat(text("section.reason"))
          .contains("Why it failed")
          .contains("not a readable image: harbour-corrupt.jpg")
          .contains("ImageFiles.java:");
      assertThat(text("section:has(.phases)")).contains("decode");
      assertThat(texts(".events b"))
          .containsExactly("job_received", "job_started", "job_progress", "job_failed");
    }
  }

  @Test
  void saysThatThereIsNoJobYet() {
    open("/");
    assertThat(text("main")).contains("No job yet.");
  }

  @Test
  void aJobsPageGrowsWhileItIsOpenAndKeepsWhatIsUnfolded() throws Exception {
    tell("{\"job_id\":\"j\",\"event_type\":\"job_started\",\"message\":\"first\",\"own\":7}");
    open("/job?id=j");
    click(".events summary");
    eventually(() -> text(".events details").contains("{\"own\":7}"));

    tell("{\"job_id\":\"j\",\"level\":\"warn\",\"message\":\"second\"}");
    eventually(() -> text(".events").contains("second"));
    assertThat(text(".events details")).contains("{\"own\":7}");
  }

  @Test
  void isUsedByTheKeyboardAlone() throws Exception {
    tell("{\"job_id\":\"a\",\"event_type\":\"job_failed\",\"timestamp\":\"2026-11-25T10:00:01Z\"}");
    tell("{\"job_id\":\"b\",\"event_type\":\"job_failed\",\"timestamp\":\"2026-11-25T10:00:00Z\"}");
    open("/");
    press("j");
    press("j");
    press(Keys.ENTER);
    eventually(() -> text("h1").startsWith("Job b"));
    press("w");
    eventually(() -> text("h1").equals("Workers"));
    press("/");
    press("a", Keys.ENTER);
    eventually(() -> text("h1").startsWith("Job a"));
    press("?");
    eventually(() -> CHROMIUM.driver().findElement(By.id("help")).isDisplayed());
    press(Keys.ESCAPE);
    eventually(() -> !CHROMIUM.driver().findElement(By.id("help")).isDisplayed());
  }

  @Test
  void isDarkWhereThatIsWantedAndRemembersIt() {
    open("/");
    String light = background();
    press("t");
    String dark = background();
    open("/workers");

    assertThat(dark).isNotEqualTo(light).isEqualTo(background());
    press("t");
    assertThat(background()).isEqualTo(light);
  }

  @Test
  void runsNothingThatAWorkerSends() throws Exception {
    String hostile =
        "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>";
    tell(
        Json.text(Map.of("job_id", hostile, "event_type", "job_failed", "error_message", hostile)));
    for (String path :
        List.of("/", Html.url("/job", "id", hostile), Html.url("/search", "q", hostile))) {
      open(path);

      assertThat(text("main")).contains("<img src=x");
      assertThat(CHROMIUM.driver().findElements(By.cssSelector("main img, main script"))).isEmpty();
      assertThat(CHROMIUM.driver().getTitle()).endsWith("EMP console").doesNotStartWith("taken");
    }
  }

  @Test
  void runsSql() throws Exception {
    tell("{\"job_id\":\"j\",\"event_type\":\"job_completed\"}");
    open("/sql");
    CHROMIUM.driver().findElement(By.id("sql")).clear();
    CHROMIUM
        .driver()
        .findElement(By.id("sql"))
        .sendKeys("SELECT job_id FROM jobs", Keys.chord(Keys.CONTROL, Keys.ENTER));

    eventually(() -> texts(".result td").equals(List.of("j")));
  }

  @Test
  void saysWhenTheConsoleIsGoneAndComesBackToLife() throws Exception {
    int port = console.console.port();
    open("/");
    eventually(() -> text("#live").equals("live"));
    console.close();
    eventually(() -> text("#live").equals("console does not answer"));
    console =
        new TestConsole(otherDirectory, Clock.systemUTC(), "CONSOLE_PORT", String.valueOf(port));
    tell("{\"job_id\":\"after\",\"event_type\":\"job_started\"}");
    eventually(() -> text("main").contains("after"));
  }

  /** The pictures of the documentation, with {@code -Demp.screenshots=<folder>}. */
  @Test
  void showsEachPageAsTheDocumentationDoes() throws Exception {
    for (String events : Scene.batches(Clock.systemUTC().instant())) {
      tell(events);
    }
    shoot("board", "/");
    shoot("job", "/job?id=" + Scene.FAILED_JOB);
    shoot("workers", "/workers");
    shoot("delivery", "/delivery");
    shoot("search", "/search?text=refused");
    open("/sql");
    click("form.sql button");
    eventually(() -> !texts(".result td").isEmpty());
    save("sql");
    open("/");
    press("t");
    shoot("board-dark", "/");
    press("t");
  }

  private void shoot(String name, String path) throws Exception {
    open(path);
    eventually(() -> !texts("main td, main dd").isEmpty());
    save(name);
  }

  private static void save(String name) throws Exception {
    String folder = System.getProperty("emp.screenshots");
    if (folder != null) {
      Path images = Files.createDirectories(Path.of(folder));
      Files.write(
          images.resolve("console-" + name + ".png"),
          CHROMIUM.driver().getScreenshotAs(OutputType.BYTES));
    }
  }

  private void open(String path) {
    CHROMIUM.driver().get("http://localhost:" + console.console.port() + path);
  }

  private void tell(String json) throws Exception {
    assertThat(console.events("test", json).statusCode()).isEqualTo(200);
  }

  private static void press(CharSequence... keys) {
    CHROMIUM.driver().switchTo().activeElement().sendKeys(keys);
  }

  private static void click(String selector) {
    eventually(
        () -> {
          CHROMIUM.driver().findElement(By.cssSelector(selector)).click();
          return true;
        });
  }

  private static String text(String selector) {
    return String.join("\n", texts(selector));
  }

  private static List<String> texts(String selector) {
    return CHROMIUM.driver().findElements(By.cssSelector(selector)).stream()
        .map(element -> element.getText())
        .toList();
  }

  private static String background() {
    return CHROMIUM.driver().findElement(By.tagName("body")).getCssValue("background-color");
  }

  /** The page may be renewed between two looks at it. */
  private static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(40))
        .ignoreException(StaleElementReferenceException.class)
        .until(condition);
  }
}
