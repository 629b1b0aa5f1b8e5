package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.browser.Chromium;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What every view must keep, in a real browser. */
final class PageRules {

  /** A document, worker or source may write anything. */
  static final String INJECTION =
      "\"><img src=x onerror=hacked=1><script>hacked=1</script>${hacked=1}\u0007\u202e";

  /** The same as a reader sees it. */
  static final String SHOWN =
      "\"><img src=x onerror=hacked=1><script>hacked=1</script>${hacked=1}\\u0007\\u202e";

  private final Chromium browser;
  private final Console console;
  private final List<String> views;

  PageRules(Chromium browser, Console console, List<String> views) {
    this.browser = browser;
    this.console = console;
    this.views = views;
  }

  /** No view breaks a rule of accessibility, in either theme. */
  void assertAccessible() {
    String axe = new String(Assets.read("axe.min.js"), StandardCharsets.UTF_8);
    List<String> violations = new ArrayList<>();
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (String view : views) {
        browser.open(console.url() + view);
        browser.evaluate(axe + ";0");
        JsonNode found =
            browser.evaluate(
                """
                axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.flatMap(
                  v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + n.failureSummary)))\
                """);
        found.forEach(each -> violations.add(theme + " /" + view + " " + each.asText()));
      }
    }

    assertThat(violations).isEmpty();
  }

  /** A phone shows every view without scrolling sideways. */
  void assertNarrow() {
    browser.size(360, 740);
    for (String view : views) {
      browser.open(console.url() + view);

      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .as(view)
          .isLessThanOrEqualTo(360);
    }
    browser.size(1120, 760);
  }

  /** Texts of others are shown on the views, and are never HTML. */
  void assertNotHtml(List<String> shownOn) {
    for (String view : shownOn) {
      browser.open(console.url() + view);
      browser.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)");

      assertThat(browser.text()).as(view).contains(SHOWN.substring(0, 60), "\\u0007\\u202e");
      assertThat(browser.evaluate("typeof hacked").asText()).as(view).isEqualTo("undefined");
      assertThat(browser.evaluate("document.querySelectorAll('img, main script').length").asInt())
          .as(view)
          .isZero();
    }
  }
}
