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
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Refusals before any service starts, and the format of the help. */
class CommandLineTest {

  private static final Map<String, String> NOTHING_SET =
      Map.of("MILLRACE_TYPES", ShippedTypes.folder().toString());

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "produce --help",
        "sweep --help",
        "up --help",
        "env --help",
        "backfill --help",
        "pause --help",
        "resume --help",
        "cancel --help",
        "status --help",
        "gaps --help",
        "exclude --help",
        "head --help",
        "sql --help",
        "resend --help",
        "completion --help",
        "dlq --help",
        "dlq list --help",
        "dlq show --help",
        "dlq redrive --help",
        "dlq drop --help",
        "recount --help",
        "reconcile --help",
        "types --help",
        "types init --help",
        "types list --help",
        "types check --help",
        "types preview --help",
        "types try --help",
        "types plan --help",
        "types apply --help",
        "worker --help"
      })
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
        .containsExactly(
            "demo",
            "up",
            "env",
            "produce",
            "sweep",
            "resend",
            "backfill",
            "pause",
            "resume",
            "cancel",
            "status",
            "gaps",
            "exclude",
            "head",
            "sql",
            "dlq",
            "rejected",
            "recount",
            "reconcile",
            "types",
            "worker",
            "completion");
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
        "types    | init, list, check, preview, plan, apply"
      })
  void a_group_without_a_command_lists_its_commands(String group, String commands) {
    assertRefused(
        run(group),
        2,
        "millrace: millrace %s needs a command: %s; see millrace %s --help"
            .formatted(group, commands, group));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statsu                | unknown command 'statsu'; did you mean 'status'?",
        "types lst             | unknown command 'lst'; did you mean 'list'?",
        "frobnicate            | unknown command 'frobnicate'",
        "status one            | RUN: 'one' is not a whole number",
        "status 1 2            | unexpected argument '2'",
        "gaps --form=-2d       | unknown option '--form=-2d'; did you mean '--from'?",
        "gaps --db-ulr=x       | unknown option '--db-ulr=x'; did you mean '--db-url'?",
        "gaps --frobnicate     | unknown option '--frobnicate'",
        "backfill --rate=fast --from=-1d | --rate: 'fast' is not a number",
        "backfill              | --from TIME is missing",
        "backfill --from       | --from TIME is missing",
        "pause                 | RUN is missing",
        "exclude --type=T      | --from TIME, --to TIME are missing"
      })
  void invalid_usage_is_explained_in_one_sentence(String arguments, String message) {
    Execution run = run(arguments.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("millrace: " + message)
        .contains(" see millrace ")
        .hasLineCount(1);
  }

  @Test
  void an_unknown_option_is_refused() {
    assertRefused(
        run("demo", "--document", "x"),
        2,
        "millrace: unknown option '--document'; did you mean '--documents'? see millrace demo"
            + " --help");
  }

  @Test
  void an_unknown_command_is_refused() {
    assertRefused(
        run("dmeo"),
        2,
        "millrace: unknown command 'dmeo'; did you mean 'demo'? see millrace --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65"})
  void the_number_of_workers_has_bounds(String workers) {
    assertRefused(
        run("demo", "--workers=" + workers),
        2,
        "millrace: --workers must be from 1 to 64, but is %s; see millrace demo --help"
            .formatted(workers));
  }

  @Test
  void the_number_of_workers_must_be_a_number() {
    assertRefused(
        run("demo", "--workers", "many"),
        2,
        "millrace: --workers: 'many' is not a whole number; see millrace demo --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list --max", "redrive --rate", "redrive --max-replays", "drop --rate"})
  void numbers_in_options_of_dlq_are_at_least_one(String arguments) {
    String[] words = ("dlq " + arguments + " 0").split(" ", -1);

    assertRefused(
        run(words),
        2,
        "millrace: %s must be 1 or more, but is 0; see millrace dlq %s --help"
            .formatted(words[2], words[1]));
  }

  @Test
  void an_unknown_queue_is_refused() {
    assertRefused(
        run("dlq", "list", "--queue", "exports"),
        2,
        "millrace: --queue: 'exports' is not one of import, backfill, aggregate; see millrace dlq list"
            + " --help");
  }

  @Test
  void an_invalid_time_is_refused() {
    assertRefused(
        run("backfill", "--from", "yesterday"),
        2,
        "millrace: --from: 'yesterday' is not a valid time; use"
            + " 2024-05-31T12:00:00Z, 1717156800 or -2d; see millrace backfill --help");
  }

  @Test
  void all_missing_settings_are_named_at_once() {
    Execution run = run("backfill", "--from", "-2d");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .hasSize(6)
        .allMatch(line -> line.matches("millrace: MILLRACE_[A-Z_]+ is missing: .*"));
  }

  @Test
  void a_missing_file_is_named() {
    Path file = folder.resolve("none.ndjson");

    assertRefused(run("demo", "--documents", "" + file), 1, "millrace: there is no file " + file);
  }

  @Test
  void an_empty_file_is_named() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.ndjson"));

    assertRefused(
        run("demo", "--documents", "" + file), 1, "millrace: there are no documents in " + file);
  }

  @Test
  void a_truncated_gzip_file_is_named() throws IOException {
    Path file = folder.resolve("broken.ndjson.gz");
    byte[] whole = Files.readAllBytes(Commits.file());
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertRefused(
        run("demo", "--documents", "" + file),
        1,
        "millrace: cannot read %s: Unexpected end of ZLIB input stream".formatted(file));
  }

  @Test
  void a_file_without_any_document_is_explained() throws IOException {
    Path file = Files.writeString(folder.resolve("novel.txt"), "Call me Ishmael.\n");

    Execution run = run("demo", "--documents", "" + file);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("millrace: no line has a type and a timestamp; the first one: novel.txt line 1")
        .hasLineCount(1);
  }

  @Test
  void a_missing_folder_of_types_is_named() {
    Path types = folder.resolve("nowhere");

    assertRefused(
        runWith(types, "demo"), 1, "millrace: cannot list the type definitions in " + types);
  }

  @Test
  void a_folder_without_types_that_can_be_generated_is_explained() {
    assertRefused(
        runWith(folder, "demo"),
        1,
        "millrace: no documents can be generated for the types in %s; pass some with --documents"
            .formatted(folder));
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

  private static void assertRefused(Execution run, int status, String line) {
    assertThat(run.err()).isEqualTo(line + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(status);
  }
}
