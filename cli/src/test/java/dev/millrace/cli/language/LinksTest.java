package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Page.Piece;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Relative links of all pages lead to a file and, with an anchor, to one of its headings. */
class LinksTest {

  /** Relative to the address of an issue or a pull request, not to the file. */
  private static final Set<String> FORMS = Set.of(".github/PULL_REQUEST_TEMPLATE.md");

  private static final Set<String> INDEXES = Set.of("docs/README.md", "docs/decisions/README.md");

  private static final Path TRUST_STORE = Tree.ROOT.resolve("certificates/database.p12");

  private final Map<Path, Page> pages =
      Tree.pages().stream().collect(Collectors.toMap(Page::file, Function.identity()));

  @Test
  void every_link_resolves() {
    List<String> broken =
        pages.values().stream()
            .filter(page -> !FORMS.contains(page.name()))
            .flatMap(
                page ->
                    page.links().stream()
                        .filter(link -> !resolves(page, link.text()))
                        .map(link -> "%s:%d: %s".formatted(page.name(), link.line(), link.text())))
            .toList();

    assertThat(broken).isEmpty();
  }

  @Test
  void every_page_of_docs_is_in_the_index() {
    List<String> linked =
        pages.values().stream()
            .filter(page -> INDEXES.contains(page.name()))
            .flatMap(
                page ->
                    page.links().stream()
                        .map(link -> Tree.name(page.file().resolveSibling(path(link)).normalize())))
            .toList();

    assertThat(pages.values())
        .extracting(Page::name)
        .filteredOn(name -> name.startsWith("docs/") && !name.equals("docs/README.md"))
        .isSubsetOf(linked);
  }

  /** Pages say by which test a sentence is known to be true. */
  @Test
  void every_test_that_a_page_names_exists() {
    Set<String> tests =
        Tree.files(Tree.ROOT, "Test.java").stream()
            .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
            .collect(Collectors.toSet());

    List<String> missing =
        pages.values().stream()
            .flatMap(
                page ->
                    page.code().stream()
                        .filter(code -> code.text().matches("[A-Z]\\w+Test"))
                        .filter(code -> !tests.contains(code.text()))
                        .map(code -> "%s:%d: %s".formatted(page.name(), code.line(), code.text())))
            .toList();

    assertThat(missing).isEmpty();
  }

  private boolean resolves(Page page, String link) {
    if (link.matches("[a-z]+:.*")) {
      return true;
    }
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return target.equals(TRUST_STORE);
    }
    Page linked = pages.get(target);
    return hash < 0 || (linked != null && linked.anchors().contains(link.substring(hash + 1)));
  }

  private static String path(Piece link) {
    return link.text().replaceFirst("#.*", "");
  }
}
