package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command contains no statement: what it asks is a class of module {@code operator}. */
class SqlInCommandsTest {

  private static final Pattern SQL =
      Pattern.compile(
          "\\bSELECT\\s+[\\w*(]|\\bINSERT INTO\\b|\\bDELETE FROM\\b|\\bUPDATE\\s+\\w+\\s+SET\\b"
              + "|\\b(?:FROM|JOIN)\\s+millrace_");

  @Test
  void command_contains_no_statement() {
    List<String> found =
        Tree.mainSources().stream()
            .filter(file -> Tree.name(file).startsWith("cli/src/main/"))
            .flatMap(
                file ->
                    SQL.matcher(Tree.text(file))
                        .results()
                        .map(match -> Tree.name(file) + ": " + match.group()))
            .toList();

    assertThat(found).isEmpty();
  }
}
