package io.emp.examples.console;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A real Chromium, without a window. Tests are skipped where there is no {@code chromium} with its
 * {@code chromedriver} on the PATH, or fail where {@code -Demp.require.chromium=true} says that
 * there must be.
 */
final class Chromium implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ChromeDriver driver;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (program("chromium").isPresent() && program("chromedriver").isPresent()
        || Boolean.getBoolean("emp.require.chromium")) {
      return ConditionEvaluationResult.enabled("Chromium is to be had");
    }
    String reason = "There is no chromium with its chromedriver on the PATH";
    System.out.println(context.getDisplayName() + " is skipped: " + reason + ".");
    return ConditionEvaluationResult.disabled(reason);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(required("chromedriver"))
            .usingAnyFreePort()
            .withTimeout(PATIENCE)
            .build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(required("chromium"));
    // Without a sandbox, since it may be root that runs this, and without shared memory, which is
    // small in a container.
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.addArguments("--force-device-scale-factor=1", "--hide-scrollbars");
    driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(1280, 860));
    driver.manage().timeouts().pageLoadTimeout(PATIENCE);
  }

  private static File required(String name) {
    return program(name).orElseThrow(() -> new AssertionError("no " + name)).toFile();
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  ChromeDriver driver() {
    return driver;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (driver != null) {
      driver.quit();
    }
  }
}
