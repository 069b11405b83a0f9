package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
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
import org.openqa.selenium.interactions.Actions;
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
  void isNotRenewedBetweenThePressAndTheReleaseOfAClick() throws Exception {
    tell("{\"job_id\":\"j\",\"event_type\":\"job_started\",\"own\":7}");
    open("/job?id=j");
    Actions mouse = new Actions(CHROMIUM.driver());
    eventually(
        () -> {
          mouse.clickAndHold(CHROMIUM.driver().findElement(By.cssSelector(".events summary")));
          mouse.perform();
          return true;
        });
    CHROMIUM.driver().executeAsyncScript("renewing = false; renew().then(arguments[0])");
    mouse.release().perform();
    eventually(() -> text(".events details").contains("{\"own\":7}"));

    tell("{\"job_id\":\"j\",\"message\":\"second\"}");
    eventually(() -> text(".events").contains("second"));
  }

  @Test
  void isUsedByTheKeyboardAlone() throws Exception {
    tell("{\"job_id\":\"a\",\"event_type\":\"job_failed\",\"timestamp\":\"2026-11-25T10:00:01Z\"}");
    tell("{\"job_id\":\"b\",\"event_type\":\"job_failed\",\"timestamp\":\"2026-11-25T10:00:00Z\"}");
    open("/");
    press("j");
    press("j");
    press(Keys.ENTER);
    eventually(() -> isAt("Job b"));
    press("w");
    eventually(() -> isAt("Workers"));
    press("/");
    press("a", Keys.ENTER);
    eventually(() -> isAt("Job a"));
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
    String port = String.valueOf(FreePort.find());
    console.close();
    console = new TestConsole(directory, Clock.systemUTC(), "CONSOLE_PORT", port);
    open("/");
    eventually(() -> text("#live").equals("live"));
    console.close();
    eventually(() -> text("#live").equals("console does not answer"));
    refuseOnce(Integer.parseInt(port));
    console = new TestConsole(otherDirectory, Clock.systemUTC(), "CONSOLE_PORT", port);
    tell("{\"job_id\":\"after\",\"event_type\":\"job_started\"}");
    eventually(() -> text("main").contains("after"));
  }

  /** As what stands before a console does, or one that stops: a browser alone would give up. */
  private static void refuseOnce(int port) throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    Handler unavailable =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(503);
            Callback written = Callback.from(callback, refused::countDown);
            Content.Sink.write(response, true, "not now", written);
            return true;
          }
        };
    try (HttpServer server =
        HttpServer.start(
            Option.CONSOLE_PORT, InetAddress.getLoopbackAddress(), port, unavailable)) {
      assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
    }
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

  /** To what has the focus then, which may be another element than a moment ago. */
  private static void press(CharSequence... keys) {
    new Actions(CHROMIUM.driver()).sendKeys(keys).perform();
  }

  /** Whether a page is there, with its script, which knows the keys. */
  private static boolean isAt(String title) {
    return text("h1").startsWith(title)
        && "complete".equals(CHROMIUM.driver().executeScript("return document.readyState"));
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

  /** All of them of one state of the page, which may be renewed while they are read. */
  private static List<String> texts(String selector) {
    while (true) {
      try {
        return CHROMIUM.driver().findElements(By.cssSelector(selector)).stream()
            .map(element -> element.getText())
            .toList();
      } catch (StaleElementReferenceException e) {
        // Renewed: those that are there now.
      }
    }
  }

  private static String background() {
    return CHROMIUM.driver().findElement(By.tagName("body")).getCssValue("background-color");
  }

  /** The page may be renewed between two looks at it. */
  private static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .ignoreException(StaleElementReferenceException.class)
        .until(condition);
  }
}
