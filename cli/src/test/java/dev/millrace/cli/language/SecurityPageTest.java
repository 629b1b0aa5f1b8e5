package dev.millrace.cli.language;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Page.Piece;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each claim of docs/security.md names tests, and these exist. */
class SecurityPageTest {

  private static final Pattern TEST = Pattern.compile("(\\w+Test)#(\\w+)");

  private static final Pattern ANNOTATION =
      Pattern.compile("@(?:Test|ParameterizedTest|FuzzTest|EachVariant)\\b");

  private final Page page = Page.read(Tree.ROOT.resolve("docs/security.md"));

  private final Map<String, List<Path>> sources =
      Tree.files(Tree.ROOT, "Test.java").stream()
          .collect(groupingBy(file -> String.valueOf(file.getFileName()).replace(".java", "")));

  @Test
  void every_test_that_the_page_names_exists() {
    List<Piece> named =
        page.code().stream().filter(code -> code.text().matches(TEST.pattern())).toList();

    assertThat(named).hasSizeGreaterThan(50).allMatch(this::exists);
  }

  @Test
  void every_claim_names_a_test() {
    List<String> claims =
        page.text()
            .lines()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.startsWith("| defended |") && !line.startsWith("|---"))
            .toList();

    assertThat(claims).isNotEmpty().allMatch(line -> TEST.matcher(line).find());
  }

  /** Every section names its gaps, too. */
  @Test
  void every_section_names_what_is_not_defended() {
    List<String> sections = List.of(page.text().split("\n## ", -1));

    assertThat(sections.subList(1, sections.size()))
        .isNotEmpty()
        .allMatch(section -> section.contains("\n**Not defended:** "));
  }

  private boolean exists(Piece code) {
    Matcher name = TEST.matcher(code.text());
    return name.matches()
        && sources.getOrDefault(name.group(1), List.of()).stream()
            .anyMatch(file -> declares(Tree.text(file), name.group(2)));
  }

  private static boolean declares(String source, String method) {
    Matcher declared =
        Pattern.compile("\\n  (?:public )?void %s\\(".formatted(method)).matcher(source);
    if (!declared.find()) {
      return false;
    }
    int before = source.lastIndexOf("\n\n", declared.start());
    return ANNOTATION.matcher(source.substring(before, declared.start())).find();
  }
}
