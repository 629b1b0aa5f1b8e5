package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.json.JsonPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The format of the help, and the definitions that commands read. */
class CommandLineTest {

  private static final Map<String, String> NOTHING_SET =
      Map.of("MILLRACE_TYPES", ShippedTypes.folder().toString());

  @TempDir private Path folder;

  /** All commands, those with subcommands too. */
  static List<String> helps() {
    return all(MillraceMain.commandLine(Map.of(), _ -> null))
        .map(command -> command.getCommandSpec().qualifiedName() + " --help")
        .map(arguments -> arguments.replaceFirst("millrace ", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("helps")
  void help_fits_into_80_columns(String arguments) {
    Execution run = run(arguments.split(" ", -1));

    assertThat(run.status()).isZero();
    assertThat(run.lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void every_command_is_one_line_of_the_list() {
    Execution run = run("--help");

    assertThat(run.lines())
        .filteredOn(line -> line.matches("  [a-z]+ {2,}.*\\."))
        .extracting(line -> line.strip().replaceFirst(" .*", ""))
        .hasSizeGreaterThan(20)
        .containsExactlyElementsOf(
            MillraceMain.commandLine(Map.of(), _ -> null).getSubcommands().keySet());
  }

  @Test
  void every_command_can_print_json() {
    CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

    assertThat(commands(all))
        .filteredOn(command -> !command.getCommandSpec().optionsMap().containsKey("--json"))
        .extracting(CommandLine::getCommandName)
        .as("the worker runs until stopped, and completion prints a script")
        .containsExactlyInAnyOrder("worker", "completion");
  }

  @Test
  void the_json_of_every_command_is_described() {
    CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

    assertThat(JsonPage.commands())
        .containsKey("status RUN")
        .containsOnlyKeys(
            Stream.concat(
                    Stream.of("status RUN"),
                    commands(all).stream()
                        .filter(each -> each.getCommandSpec().findOption("--json") != null)
                        .map(each -> each.getCommandSpec().qualifiedName())
                        .map(name -> name.replaceFirst("millrace ", "")))
                .toList());
  }

  @Test
  void failures_are_json_too_on_standard_error() throws IOException {
    Files.writeString(folder.resolve("A.yaml"), "type: A\ncolour: blue\ncolumns: {}\n");

    Execution usage = run("gaps", "--form=-2d", "--json");
    Execution settings = run("backfill", "--from=-2d", "--json");
    Execution failure = runWith(folder, "types", "check", "--json");

    assertThat(List.of(usage, settings, failure))
        .allSatisfy(run -> assertThat(run.out()).isEmpty());
    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.err())
        .isEqualTo(
            "{\"error\":{\"message\":\"unknown option '--form=-2d'\",\"remedy\":\"did you mean"
                + " '--from'? see millrace gaps --help\"}}\n");
    assertThat(settings.status()).isEqualTo(2);
    assertThat(settings.err())
        .startsWith("{\"error\":{\"message\":\"MILLRACE_")
        .contains(" is missing: ", "\\nMILLRACE_")
        .hasLineCount(1);
    assertThat(failure.status()).isEqualTo(1);
    assertThat(failure.err()).startsWith("{\"error\":{\"message\":\"A.yaml").hasLineCount(1);
  }

  @Test
  void irreversible_commands_ask_unless_yes_is_given() {
    CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

    assertThat(commands(all))
        .filteredOn(command -> command.getCommandSpec().optionsMap().containsKey("--yes"))
        .extracting(command -> command.getCommandSpec().qualifiedName())
        .contains("millrace cancel", "millrace dlq drop", "millrace rejected drop");
  }

  @Test
  void commands_that_change_something_take_a_name_and_a_reason() {
    CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

    assertThat(commands(all))
        .filteredOn(command -> command.getCommandSpec().findOption("--as") != null)
        .extracting(command -> command.getCommandSpec().qualifiedName().substring(9))
        .containsExactlyInAnyOrder(
            ("backfill,pause,resume,cancel,resend,exclude,recount,slice redrive,slice cancel,"
                    + "dlq redrive,dlq drop,rejected replay,rejected drop,types apply")
                .split(","));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandLineTest::all));
  }

  /** The commands without subcommands. */
  private static List<CommandLine> commands(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? List.of(command)
        : command.getSubcommands().values().stream()
            .flatMap(each -> commands(each).stream())
            .toList();
  }

  @Test
  void the_folder_of_definitions_is_an_option_of_its_own_name() throws IOException {
    Files.writeString(
        folder.resolve("Thing.yaml"), "type: Thing\ncolumns: { name: { from: /data/name } }\n");

    Execution run = run("types", "check", "--definitions", folder.toString());

    assertThat(run.out()).startsWith("Thing ");
    assertThat(commands(MillraceMain.commandLine(Map.of(), _ -> null)))
        .as("--types are document types or nothing")
        .allSatisfy(
            command -> {
              var option = command.getCommandSpec().findOption("--types");
              assertThat(option == null || option.longestName().startsWith("--type")).isTrue();
              assertThat(option == null || !option.hidden()).isTrue();
            });
  }

  @Test
  void skipped_files_are_listed_on_request_and_folders_always() throws IOException {
    Files.writeString(
        folder.resolve("Thing.yaml"), "type: Thing\ncolumns: { name: { from: /data/name } }\n");
    Files.writeString(folder.resolve("._Thing.yaml"), "binary");
    Files.createDirectory(folder.resolve("x.yaml"));

    Execution brief = run("types", "check", "--definitions", folder.toString());
    Execution verbose = run("types", "check", "-v", "--definitions", folder.toString());

    assertThat(brief.status()).isZero();
    assertThat(brief.err()).isEqualTo("skipped x.yaml, which is a folder\n");
    assertThat(verbose.err())
        .isEqualTo(
            """
            skipped ._Thing.yaml, which is not a definition (*.yaml)
            skipped x.yaml, which is a folder
            """);
  }

  @Test
  void no_setting_is_cut_in_two() {
    Execution run = run("--help");

    assertThat(run.lines()).noneMatch(line -> line.startsWith(" ".repeat(20)));
  }

  @Test
  void without_a_command_a_short_hint_is_shown() {
    Execution run = run();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("millrace: no command was given\n")
        .contains("./millrace demo ", "./millrace --help ")
        .hasLineCount(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dlq      | list, show, redrive, drop",
        "rejected | list, show, replay, drop",
        "slice    | show, redrive, cancel",
        "types    | init, list, show, check, preview, try, record, test, plan, apply"
      })
  void a_group_without_a_command_lists_its_commands(String group, String commands) {
    run(group)
        .assertRefused(
            2,
            "millrace: millrace %s needs a command: %s; see millrace %s --help"
                .formatted(group, commands, group));
  }

  @Test
  void every_fault_of_a_type_is_named_with_its_line() throws IOException {
    Files.writeString(folder.resolve("A.yaml"), "type: A\ncolour: blue\ncolumns: {}\n");
    Files.writeString(folder.resolve("B.yaml"), "type: [B\n", StandardCharsets.UTF_8);

    Execution run = runWith(folder, "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .hasSizeGreaterThan(1)
        .allMatch(line -> line.matches("millrace: [AB]\\.yaml(, line \\d)?: .*"));
  }

  @Test
  void the_completion_knows_the_types_and_works_without_them() {
    assertThat(run("completion").out()).contains("\"GithubType\"", "_picocli_millrace_gaps");
    assertThat(runWith(folder.resolve("nowhere"), "completion").out())
        .contains("_picocli_millrace_gaps");
  }

  @Test
  void bash_completes_the_runs_that_status_knows() throws Exception {
    Path script = Files.writeString(folder.resolve("completion"), run("completion").out());
    Path millrace =
        Files.writeString(
            folder.resolve("millrace"),
            "#!/bin/sh\n[ \"$*\" != 'status --json' ] ||"
                + " echo '{\"types\":[{\"last_run\":7}],\"runs\":[{\"run\":12},{\"run\":7}]}'\n");
    assertThat(millrace.toFile().setExecutable(true)).isTrue();

    assertThat(completed(script, millrace, "jdbc:mysql://x/y", "cancel", "")).isEqualTo("12 7\n");
    assertThat(completed(script, millrace, "jdbc:mysql://x/y", "status", "1")).isEqualTo("12\n");
    assertThat(completed(script, millrace, "", "cancel", "")).isEqualTo("\n");
  }

  /** What bash offers for the last word. */
  private static String completed(
      Path script, Path millrace, String database, String command, String word) throws Exception {
    ProcessBuilder bash =
        new ProcessBuilder(
            "bash",
            "-c",
            "shopt -s progcomp; . \"$1\"; COMP_WORDS=(\"$2\" \"$3\" \"$4\"); COMP_CWORD=2;"
                + " _complete_millrace; echo \"${COMPREPLY[@]}\"",
            "bash",
            script.toString(),
            millrace.toString(),
            command,
            word);
    bash.environment().put("MILLRACE_DB_URL", database);
    Process process = bash.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void the_types_can_be_checked_without_a_database() {
    Execution run = run("types", "check");

    assertThat(run.status()).isZero();
    assertThat(run.lines()).anyMatch(line -> line.startsWith("GithubType "));
  }

  private static Execution run(String... arguments) {
    return Execution.of(NOTHING_SET, arguments);
  }

  private static Execution runWith(Path types, String... arguments) {
    return Execution.of(Map.of("MILLRACE_TYPES", types.toString()), arguments);
  }
}
