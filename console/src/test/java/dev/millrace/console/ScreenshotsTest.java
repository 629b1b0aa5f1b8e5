package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the pictures of the documentation: with {@code -Dmillrace.screenshots=docs/pictures}. */
@EnabledIfSystemProperty(named = "millrace.screenshots", matches = ".+")
final class ScreenshotsTest {

  /** Of a picture, which everyone who clones gets. */
  private static final int MOST_BYTES = 60_000;

  private static final List<String> THEMES = List.of("light", "dark");

  @Test
  void in_both_themes() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("millrace.screenshots")));
    try (ConsoleStage stage = new ConsoleStage();
        Console console = stage.start(false, Optional.empty());
        Chromium browser = Chromium.start()) {
      stage.soundWeek();
      stage.problems("the gateway gave up");
      long run = stage.backfill();
      for (String theme : THEMES) {
        browser.theme(theme);
        browser.size(1120, 760);
        pictures(browser, console, folder, theme, "console", views(stage.selection()));
      }
      if (Boolean.getBoolean("millrace.screenshots.all")) {
        others(browser, console, folder, others(stage, run));
      }
    }
  }

  /** Pictures that are only looked at: the other views, and all of them on a phone. */
  private static void others(
      Chromium browser, Console console, Path folder, Map<String, String> others)
      throws IOException {
    for (String theme : THEMES) {
      browser.theme(theme);
      browser.size(1120, 760);
      pictures(browser, console, folder, theme, "console", others);
      browser.size(390, 844);
      pictures(browser, console, folder, theme, "phone", views("coverage"));
      pictures(browser, console, folder, theme, "phone", others);
    }
  }

  private static Map<String, String> others(ConsoleStage stage, long run) {
    StagedSlices slices = new StagedSlices(stage, "the gateway gave up");
    slices.rechecks();
    return Map.of(
        "run", "runs/" + run,
        "table", "coverage?view=table",
        "counts", "counts",
        "slice", "slices/" + slices.retrying(),
        "type", "types/GithubType");
  }

  /** Addresses by the names of their pictures. */
  private static Map<String, String> views(String coverage) {
    return Map.of("now", "", "problems", "problems", "coverage", coverage, "runs", "runs?from=-9d");
  }

  private static void pictures(
      Chromium browser,
      Console console,
      Path folder,
      String theme,
      String size,
      Map<String, String> views)
      throws IOException {
    for (Map.Entry<String, String> view : views.entrySet()) {
      String file = "%s-%s-%s.webp".formatted(size, view.getKey(), theme);
      picture(browser, console, view.getValue(), folder.resolve(file));
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
