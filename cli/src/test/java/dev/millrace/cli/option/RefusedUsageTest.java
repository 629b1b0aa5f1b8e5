package dev.millrace.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Commits;
import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals before any service starts. */
class RefusedUsageTest {

  private static final Map<String, String> NOTHING_SET =
      Map.of("MILLRACE_TYPES", ShippedTypes.folder().toString());

  @TempDir private Path folder;

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
    run("demo", "--document", "x")
        .assertRefused(
            2,
            "millrace: unknown option '--document'; did you mean '--documents'? see millrace demo"
                + " --help");
  }

  @Test
  void an_unknown_command_is_refused() {
    run("dmeo")
        .assertRefused(
            2, "millrace: unknown command 'dmeo'; did you mean 'demo'? see millrace --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65"})
  void the_number_of_workers_has_bounds(String workers) {
    run("demo", "--workers=" + workers)
        .assertRefused(
            2,
            "millrace: --workers must be from 1 to 64, but is %s; see millrace demo --help"
                .formatted(workers));
  }

  @Test
  void the_number_of_workers_must_be_a_number() {
    run("demo", "--workers", "many")
        .assertRefused(
            2, "millrace: --workers: 'many' is not a whole number; see millrace demo --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list --max", "redrive --rate", "redrive --max-redrives", "drop --rate"})
  void numbers_in_options_of_dlq_are_at_least_one(String arguments) {
    String[] words = ("dlq " + arguments + " 0").split(" ", -1);

    run(words)
        .assertRefused(
            2,
            "millrace: %s must be 1 or more, but is 0; see millrace dlq %s --help"
                .formatted(words[2], words[1]));
  }

  @Test
  void an_unknown_queue_is_refused() {
    run("dlq", "list", "--queue", "exports")
        .assertRefused(
            2,
            "millrace: --queue: 'exports' is not one of import, backfill, aggregate; see millrace dlq"
                + " list --help");
  }

  @Test
  void an_invalid_time_is_refused() {
    run("backfill", "--from", "yesterday")
        .assertRefused(
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

    run("demo", "--documents", "" + file).assertRefused(1, "millrace: there is no file " + file);
  }

  @Test
  void an_empty_file_is_named() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.ndjson"));

    run("demo", "--documents", "" + file)
        .assertRefused(1, "millrace: there are no documents in " + file);
  }

  @Test
  void a_truncated_gzip_file_is_named() throws IOException {
    Path file = folder.resolve("broken.ndjson.gz");
    byte[] whole = Files.readAllBytes(Commits.file());
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

    run("demo", "--documents", "" + file)
        .assertRefused(
            1, "millrace: cannot read %s: Unexpected end of ZLIB input stream".formatted(file));
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

    runWith(types, "demo")
        .assertRefused(1, "millrace: cannot list the type definitions in " + types);
  }

  @Test
  void a_folder_without_types_that_can_be_generated_is_explained() {
    runWith(folder, "demo")
        .assertRefused(
            1,
            "millrace: no documents can be generated for the types in %s; pass some with --documents"
                .formatted(folder));
  }

  private static Execution run(String... arguments) {
    return Execution.of(NOTHING_SET, arguments);
  }

  private static Execution runWith(Path types, String... arguments) {
    return Execution.of(Map.of("MILLRACE_TYPES", types.toString()), arguments);
  }
}
