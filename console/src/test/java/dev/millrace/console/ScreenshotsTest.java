package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the pictures of the documentation: with {@code -Dmillrace.screenshots=docs/images}. */
@EnabledIfSystemProperty(named = "millrace.screenshots", matches = ".+")
final class ScreenshotsTest {

  /** Of a picture, which everyone who clones gets. */
  private static final int MOST_BYTES = 60_000;

  @Test
  void in_both_themes() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("millrace.screenshots")));
    try (ConsoleStage stage = new ConsoleStage();
        Console console = stage.start(false, Optional.empty());
        Chromium browser = Chromium.start()) {
      stage.soundWeek();
      stage.problems("the gateway gave up");
      long run = stage.backfill();
      for (String theme : List.of("light", "dark")) {
        browser.theme(theme);
        browser.size(1120, 760);
        picture(browser, console, "", folder.resolve("console-now-%s.webp".formatted(theme)));
        picture(
            browser,
            console,
            "problems",
            folder.resolve("console-problems-%s.webp".formatted(theme)));
        picture(
            browser,
            console,
            stage.selection(),
            folder.resolve("console-coverage-%s.webp".formatted(theme)));
        picture(
            browser,
            console,
            "runs?from=-9d",
            folder.resolve("console-runs-%s.webp".formatted(theme)));
        if (Boolean.getBoolean("millrace.screenshots.all")) {
          picture(
              browser,
              console,
              "runs/" + run,
              folder.resolve("console-run-%s.webp".formatted(theme)));
          picture(
              browser,
              console,
              "coverage?view=table",
              folder.resolve("console-table-%s.webp".formatted(theme)));
          browser.size(390, 844);
          picture(browser, console, "", folder.resolve("phone-now-%s.webp".formatted(theme)));
          picture(
              browser,
              console,
              "problems",
              folder.resolve("phone-problems-%s.webp".formatted(theme)));
          picture(
              browser,
              console,
              "coverage",
              folder.resolve("phone-coverage-%s.webp".formatted(theme)));
          picture(browser, console, "runs", folder.resolve("phone-runs-%s.webp".formatted(theme)));
        }
      }
    }
  }

  private static void picture(Chromium browser, Console console, String path, Path file)
      throws IOException {
    browser.open(console.url() + path);
    browser.await("!document.querySelector('[aria-busy=true]')");
    byte[] picture = browser.screenshot();
    assertThat(picture).hasSizeLessThan(MOST_BYTES);
    Files.write(file, picture);
  }
}
