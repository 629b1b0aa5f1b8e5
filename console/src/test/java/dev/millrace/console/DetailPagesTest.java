package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/**
 * The pages of counts, of one slice and of one type in a real browser; in this order, since buttons
 * change the ledger.
 */
@SuppressWarnings("NullAway.Init") // opened before all tests
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DetailPagesTest {

  private static ConsoleStage stage;
  private static Console console;
  private static Chromium browser;
  private static PageRules rules;
  private static long slice;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(Chromium.program().isPresent(), "no chromium on this machine");
    stage = new ConsoleStage();
    stage.soundWeek();
    stage.problems(PageRules.INJECTION);
    stage.backfill();
    StagedSlices slices = new StagedSlices(stage, PageRules.INJECTION);
    slice = slices.retrying();
    slices.rechecks();
    console = stage.start(false, Optional.empty());
    browser = Chromium.start();
    browser.size(1120, 760);
    rules =
        new PageRules(
            browser,
            console,
            List.of("counts", "counts?by=day", "slices/" + slice, "types/GithubType"));
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
  void counts_lead_to_the_coverage_of_their_time() {
    open(
        "counts?from=%s&to=%s&by=hour"
            .formatted(stage.now().minusSeconds(4 * 86_400), stage.now()));
    assertThat(browser.evaluate("document.querySelector('h1').innerText").asText())
        .contains("events of 7 types in 4 d");
    assertThat(browser.evaluate("document.querySelectorAll('.row .hole').length").asInt())
        .isPositive();
    browser.evaluate("document.querySelector('.coverage').focus()");
    browser.key("ArrowDown", false);
    browser.key("ArrowRight", false);
    browser.await("document.querySelector('.status').innerText.startsWith('GithubType')");
    browser.press("day");
    browser.await(
        "[...document.querySelectorAll('[aria-pressed=true]')].some(e => e.innerText === 'day')");
    browser.evaluate("document.querySelector('.coverage').focus()");
    browser.key("Enter", false);
    browser.await("location.pathname === '/coverage' && document.querySelector('.coverage')");

    assertThat(browser.evaluate("location.search").asText()).contains("types=GithubType", "from=");
    assertThat(browser.text()).contains("10 min per cell");
  }

  @Test
  @Order(2)
  void no_view_breaks_a_rule_of_accessibility_in_either_theme() {
    rules.assertAccessible();
  }

  @Test
  @Order(3)
  void a_phone_shows_every_view_without_scrolling_sideways() {
    rules.assertNarrow();
  }

  @Test
  @Order(4)
  void nothing_that_was_written_elsewhere_is_html() {
    rules.assertNotHtml(List.of("slices/" + slice, "types/GithubType"));
  }

  @Test
  @Order(5)
  void a_slice_shows_its_documents_its_attempts_and_its_parent() {
    open("slices/" + slice);

    assertThat(browser.evaluate("document.querySelector('h1').innerText").asText())
        .isEqualTo(
            "Slice %d, 10 min of GithubType, is retrying after 3 attempts.".formatted(slice));
    assertThat(browser.evaluate("document.querySelector('figcaption').innerText").asText())
        .matches(
            "(?s)60 documents fetched\\s*=\\s*30 inserted\\s*\\+\\s*15 unchanged\\s*\\+"
                + "\\s*12 filtered\\s*\\+\\s*3 rejected");
    assertThat(browser.evaluate("document.querySelectorAll('.attempts li').length").asInt())
        .isEqualTo(3);
    assertThat(browser.text()).contains("document-17", "./millrace slice show " + slice);
    browser.press("slice " + (slice - 1));
    browser.await("document.querySelector('h1').innerText.includes('is split')");

    assertThat(browser.text()).contains("slice " + slice, "slice " + (slice + 1));
  }

  @Test
  @Order(6)
  void a_problem_leads_to_its_slice_by_the_keyboard() {
    open("problems");
    browser.evaluate("[...document.querySelectorAll('.problem a')].at(-1).focus()");
    browser.key("Enter", false);
    browser.await("location.pathname.startsWith('/slices/')");
    browser.await("document.querySelector('h1').innerText.startsWith('Slice ')");
  }

  @Test
  @Order(7)
  void a_slice_is_tried_again_and_cancelled_with_its_consequence() {
    open("slices/" + slice);
    browser.press("Try again…");
    browser.await("document.querySelector('.consequence')");
    assertThat(browser.evaluate("document.querySelector('.consequence').innerText").asText())
        .startsWith("Its next attempt begins now instead of in ");
    browser.press("Try slice %d again".formatted(slice));
    browser.await("document.querySelector('h1').innerText.includes('is sent')");
    browser.press("Cancel…");
    browser.await("document.querySelector('.consequence')");
    assertThat(browser.evaluate("document.querySelector('.consequence').innerText").asText())
        .isEqualTo("No tick plans these 10 min again; only a backfill does.");
    assertThat(sent()).isEqualTo(1);
    browser.press("Cancel slice " + slice);
    browser.await("document.querySelector('h1').innerText.includes('is cancelled')");

    assertThat(sent()).isZero();
  }

  @Test
  @Order(8)
  void a_type_shows_its_lateness_and_leads_to_the_backfill_of_its_older_part() {
    open("");
    browser.press("GithubType");
    browser.await("location.pathname === '/types/GithubType' && document.querySelector('.late')");

    assertThat(browser.evaluate("document.querySelector('h1').innerText").asText())
        .matches(
            "GithubType is imported into the table GithubType; [\\d.]+ % of it by an older"
                + " definition\\.");
    assertThat(browser.text())
        .contains(
            "Rechecks after 1 h would do: later ones brought nothing.",
            "3.9 %",
            "slice_width: 10m",
            "./millrace types show GithubType");
    browser.evaluate(
        "[...document.querySelectorAll('a')].find(a => a.innerText.startsWith('backfill"
            + " ')).focus()");
    browser.key("Enter", false);
    browser.await("location.pathname === '/runs' && document.querySelector('.plan .large')");

    assertThat(browser.evaluate("location.search").asText())
        .contains("types=GithubType", "only=older-definition");
    assertThat(browser.evaluate("document.querySelector('.plan .large').innerText").asText())
        .matches("[\\d,]+ slices");
  }

  @Test
  @Order(9)
  void a_read_only_console_shows_no_buttons_that_change_something() {
    try (Console other = stage.start(true, Optional.empty())) {
      browser.open(other.url() + "slices/" + (slice - 1));

      assertThat(
              browser.evaluate(
                  "[...document.querySelectorAll('main button')].map(e => e.innerText)"))
          .allMatch(text -> text.asText().equals("copy"));
    }
  }

  private static long sent() {
    return stage.number(
        "SELECT COUNT(*) FROM millrace_slice WHERE id = ? AND state = 'sent'", slice);
  }

  private static void open(String view) {
    browser.open(console.url() + view);
  }
}
