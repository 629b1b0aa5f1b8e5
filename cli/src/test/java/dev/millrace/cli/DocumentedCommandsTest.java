package dev.millrace.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Page;
import dev.millrace.cli.language.Page.Piece;
import dev.millrace.cli.language.Tree;
import dev.millrace.settings.Setting;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Commands, options, settings and files that the pages mention exist. */
class DocumentedCommandsTest {

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
  private static final Pattern VARIABLE = Pattern.compile("MILLRACE_[A-Z_]*[A-Z]\\b(?!…)");
  private static final Pattern FILE = Pattern.compile("\\.?[\\w-]+(?:/[\\w.-]+)+/?");
  private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z]+");

  /** Commands of the script that start programs of other modules. */
  private static final Set<String> OF_THE_SCRIPT = Set.of("bench", "synth", "torture");

  /** Files that a build or an operator creates. */
  private static final Pattern MADE = Pattern.compile(".*/target/.*|certificates/database\\.p12");

  /** Of other programs, where a page mentions them alone. */
  private static final Set<String> OTHER_OPTIONS = Set.of("--no-rollback");

  private static final Set<String> OTHER_VARIABLES =
      Set.of("MILLRACE_DEBUG", "MILLRACE_JAVA_OPTIONS", "MILLRACE_CACHE");

  private final CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

  @Test
  void every_command_and_option_exists() {
    assertThat(complaints((_, piece) -> command(piece.text()))).isEmpty();
  }

  @Test
  void every_variable_is_a_setting() {
    Set<String> known =
        Arrays.stream(Setting.values())
            .flatMap(
                each -> Stream.concat(Stream.of(each.variable()), each.secretVariable().stream()))
            .collect(toSet());

    assertThat(
            complaints(
                (_, piece) ->
                    VARIABLE
                        .matcher(piece.text())
                        .results()
                        .map(MatchResult::group)
                        .filter(name -> !known.contains(name) && !OTHER_VARIABLES.contains(name))
                        .findFirst()))
        .isEmpty();
  }

  @Test
  void every_path_of_the_checkout_exists() {
    assertThat(
            complaints(
                (_, piece) ->
                    Optional.of(piece.text())
                        .filter(text -> FILE.matcher(text).matches())
                        .filter(text -> Files.isDirectory(Tree.ROOT.resolve(text.split("/", 2)[0])))
                        .filter(text -> !MADE.matcher(text).matches())
                        .filter(text -> !Files.exists(Tree.ROOT.resolve(text)))))
        .isEmpty();
  }

  @Test
  void every_class_that_contributing_names_exists() {
    Set<String> classes =
        Tree.files(Tree.ROOT, ".java").stream()
            .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
            .collect(toSet());

    assertThat(
            complaints(
                (page, piece) ->
                    Optional.of(piece.text())
                        .filter(_ -> page.name().equals("CONTRIBUTING.md"))
                        .filter(text -> CLASS.matcher(text).matches() && !classes.contains(text))))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void readme_has_every_setting_with_its_default(Setting setting) {
    String fallback = setting.fallback().orElse("");
    Page readme =
        Tree.pages().stream()
            .filter(page -> page.name().equals("README.md"))
            .findFirst()
            .orElseThrow();

    assertThat(readme.text())
        .containsPattern(
            "\n\\| `%s` \\| `?%s`? ?\\|".formatted(setting.variable(), Pattern.quote(fallback)));
  }

  private static List<String> complaints(BiFunction<Page, Piece, Optional<String>> check) {
    List<String> complaints = new ArrayList<>();
    for (Page page : Tree.pages()) {
      for (Piece piece : page.code()) {
        check
            .apply(page, piece)
            .ifPresent(it -> complaints.add("%s:%d: %s".formatted(page.name(), piece.line(), it)));
      }
    }
    return complaints;
  }

  /** A complaint about a millrace command; empty for an existing one and for other programs. */
  private Optional<String> command(String code) {
    String text = code.replaceFirst("^.*\\./millrace ?", "");
    boolean named = !text.equals(code);
    List<String> words = List.of(text.split(" ", -1));
    if (OF_THE_SCRIPT.contains(words.getFirst())) {
      return Optional.empty();
    }
    CommandLine command = all;
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null && word.matches("[a-z]+") && !command.getSubcommands().isEmpty()) {
        return named || !command.equals(all) ? Optional.of("no command " + text) : Optional.empty();
      }
      if (next == null) {
        break;
      }
      command = next;
    }
    boolean alone = text.startsWith("--");
    if (command.equals(all) && !named && !alone) {
      return Optional.empty();
    }
    CommandLine resolved = command;
    return OPTION
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(option -> !OTHER_OPTIONS.contains(option))
        .filter(
            option ->
                alone ? commands(all).noneMatch(each -> has(each, option)) : !has(resolved, option))
        .map(option -> "no option " + option + " in " + code)
        .findFirst();
  }

  private static boolean has(CommandLine command, String option) {
    return Objects.nonNull(command.getCommandSpec().findOption(option));
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(DocumentedCommandsTest::commands));
  }
}
