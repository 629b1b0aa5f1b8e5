package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.browser.Chromium;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The pages in a real browser; in this order, since buttons change the ledger. */
@SuppressWarnings("NullAway.Init") // opened before all tests
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsolePagesTest {

  private static final List<String> VIEWS =
      List.of("", "problems", "coverage", "coverage?view=table", "runs", "runs/1");

  private static ConsoleStage stage;
  private static Console console;
  private static Chromium browser;
  private static long run;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    boolean found = Chromium.program().isPresent();
    if (!found && System.getenv("CI") != null) {
      throw new IllegalStateException("CI needs chromium for the tests of the console");
    }
    assumeTrue(found, "no chromium on this machine: the pages of the console are not tested");
    stage = new ConsoleStage();
    stage.soundWeek();
    stage.problems(PageRules.INJECTION);
    stage.sql(
        "INSERT INTO millrace_worker VALUES (?, NOW(3), NOW(3), 1)", "w " + PageRules.INJECTION);
    stage.sql(
        "UPDATE millrace_type SET definition = CONCAT(definition, '\nfresh: 2h')"
            + " WHERE type IN ('GithubType', 'RatingType')");
    run = stage.backfill();
    console = stage.start(false, Optional.empty());
    browser = Chromium.start();
    browser.size(1120, 760);
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
      console.close();
      stage.close();
    }
  }

  @Test
  @Order(1)
  void now_begins_with_one_sentence() {
    open("");

    assertThat(browser.evaluate("document.querySelector('h1').innerText").asText())
        .startsWith("Everything up to ")
        .contains("5 h of RatingType (missing)");
    assertThat(browser.evaluate("document.querySelectorAll('table.types tbody tr').length").asInt())
        .isEqualTo(7);
    assertThat(browser.text()).contains("./millrace status", "1 dead letter", "import-1/17");
    assertThat(browser.text())
        .containsPattern("behind \\d+ (s|min), promise 2 h\n")
        .containsPattern("behind 3 d( \\d+ h)?, promise 2 h: broken\n");
  }

  @Test
  @Order(2)
  void nothing_that_was_written_elsewhere_is_html() {
    rules().assertNotHtml(List.of("", "problems"));
  }

  @Test
  @Order(3)
  void no_view_breaks_a_rule_of_accessibility_in_either_theme() {
    rules().assertAccessible();
  }

  @Test
  @Order(4)
  void a_phone_shows_every_view_without_scrolling_sideways() {
    rules().assertNarrow();
  }

  @Test
  @Order(5)
  void the_views_are_links_and_the_address_is_the_state() {
    open("");
    browser.press("Coverage");
    browser.await("location.pathname === '/coverage' && document.querySelector('.coverage')");
    browser.press("Month");
    browser.await("location.search.includes('from=')");
    browser.await("document.querySelector('h1').innerText.includes('missing')");
    String address = browser.evaluate("location.href").asText();
    browser.evaluate("history.back()");
    browser.await("location.search === ''");
    browser.open(address);

    assertThat(browser.text()).contains("6 h per cell");
  }

  @Test
  @Order(6)
  void keys_select_zoom_and_show_a_table() {
    open("coverage");
    browser.evaluate("document.querySelector('.coverage').focus()");
    for (int i = 0; i < 3; i++) {
      browser.key("ArrowRight", false);
    }
    browser.key("ArrowDown", false);
    browser.key("ArrowRight", true);
    browser.key("ArrowRight", true);
    browser.await("document.querySelector('.chosen')");
    assertThat(browser.evaluate("document.querySelector('.chosen h2').innerText").asText())
        .isEqualTo("3 h of GithubType");
    assertThat(browser.evaluate("location.search").asText()).contains("sel=GithubType");
    String before = browser.evaluate("location.href").asText();
    browser.key("Enter", false);
    browser.await("location.search.includes('from=') && !location.search.includes('sel=')");
    browser.await("document.querySelector('.tools').innerText.includes('1 min per cell')");
    browser.evaluate("document.querySelector('.coverage').focus()");
    browser.key("Backspace", false);
    browser.await("!document.querySelector('.tools').innerText.includes('1 min per cell')");
    browser.key("t", false);
    browser.await("document.querySelector('main table')");

    assertThat(browser.text()).contains("imported").doesNotContain("Arrow keys move");
    assertThat(browser.evaluate("location.href").asText()).isNotEqualTo(before);
  }

  @Test
  @Order(7)
  void a_drag_selects_a_span_and_leads_to_its_backfill() {
    browser.open(console.url() + stage.selection().replaceFirst("&sel=.*", ""));
    JsonNode box =
        browser.evaluate(
            "(() => { const b = document.querySelectorAll('.row"
                + " .cells')[4].getBoundingClientRect(); return {x: b.x, y: b.y, width: b.width,"
                + " height: b.height}; })()");
    double y = box.at("/y").asDouble() + box.at("/height").asDouble() / 2;
    double x = box.at("/x").asDouble();
    double width = box.at("/width").asDouble();
    browser.drag(x + width * 0.4, y, x + width * 0.6, y);
    browser.await("document.querySelector('.chosen')");
    assertThat(browser.evaluate("document.querySelector('.chosen').innerText").asText())
        .contains("of RatingType", "5 h missing");
    browser.evaluate("document.querySelector('.chosen a').click()");
    browser.await("location.pathname === '/runs' && document.querySelector('.plan .primary')");

    assertThat(browser.evaluate("location.search").asText()).contains("types=RatingType");
    assertThat(browser.evaluate("document.querySelector('.plan').innerText").asText())
        .contains("30 slices", "60 calls", "RatingType");
    browser.press("Plan 30 slices");
    browser.await("document.querySelector('.plan .done')");
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE type = 'RatingType'"))
        .isEqualTo(30);
  }

  @Test
  @Order(8)
  void a_run_is_paused_resumed_and_cancelled_with_its_consequence() {
    open("runs/" + run);
    browser.press("Pause…");
    browser.await("document.querySelector('.consequence')");
    assertThat(browser.text()).contains("No further slices are claimed; running ones finish.");
    browser.press("Keep it as it is");
    browser.await("!document.querySelector('.consequence')");
    assertThat(runState()).isEqualTo(0);
    browser.press("Pause…");
    browser.press("Pause run " + run);
    browser.await("document.querySelector('h1').innerText.includes('is paused')");
    browser.press("Resume…");
    browser.press("Resume run " + run);
    browser.await("document.querySelector('h1').innerText.includes('is active')");
    browser.press("Cancel…");
    browser.await("document.querySelector('.consequence')");
    assertThat(browser.text()).contains("38 open slices are cancelled. Imported data is kept.");
    browser.press("Cancel 38 slices of run " + run);
    browser.await("document.querySelector('h1').innerText.includes('is cancelled')");

    assertThat(runState()).isEqualTo(2);
  }

  @Test
  @Order(9)
  void a_problem_is_redriven_after_its_dry_run() {
    open("problems");
    String group = "document.querySelector('.problem.dead_slice')";
    browser.evaluate(group + ".querySelector('.deliberate button').click()");
    browser.await("document.querySelector('.consequence')");
    assertThat(browser.evaluate(group + ".querySelector('.consequence').innerText").asText())
        .isEqualTo("3 would be planned again.");
    assertThat(dead()).isEqualTo(3);
    browser.press("Redrive 3 slices");
    browser.await("!document.querySelector('.problem.dead_slice')");

    assertThat(dead()).isZero();
  }

  @Test
  @Order(10)
  void a_read_only_console_shows_no_buttons_that_change_something() {
    try (Console other = stage.start(true, Optional.empty())) {
      for (String view : List.of("problems", "runs", "runs/1")) {
        browser.open(other.url() + view);

        assertThat(
                browser.evaluate(
                    "[...document.querySelectorAll('main button')].map(e => e.innerText)"))
            .as(view)
            .allMatch(text -> text.asText().equals("copy"));
        assertThat(browser.text()).contains("read-only");
      }
    }
  }

  @Test
  @Order(11)
  void the_last_answer_stays_when_the_console_is_gone() {
    Console other = stage.start(false, Optional.empty());
    browser.open(other.url());
    other.close();
    browser.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    browser.await("document.querySelector('[role=alert]')");

    assertThat(browser.text()).contains("the console does not answer", "GithubType");
  }

  private static PageRules rules() {
    return new PageRules(browser, console, VIEWS);
  }

  private static void open(String view) {
    browser.open(console.url() + view);
  }

  private static long dead() {
    return stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'dead'");
  }

  /** 0 active, 1 paused, 2 cancelled. */
  private static long runState() {
    return stage.number(
        "SELECT FIELD(state, 'paused', 'cancelled') FROM millrace_run WHERE id = ?", run);
  }
}
