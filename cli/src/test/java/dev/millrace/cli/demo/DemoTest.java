package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Commits;
import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import dev.millrace.cli.TableDump;
import dev.millrace.cli.json.JsonPage;
import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from its arguments to its output, with real commits and hand-made irregularities. */
class DemoTest {

  /** Six of GithubType, three of which have no place of their own, and one of no known type. */
  private static final String NUISANCES =
      """
      {"id":"no-timestamp","type":"GithubType","data":{"head_commit":{"id":"x"}}}
      this line is not JSON
      {"timestamp":1675238400,"type":"GithubType","data":{"head_commit":{"id":"no id"}}}
      {"id":"null-data","timestamp":1675238401,"type":"GithubType","data":null}
      {"id":"unknown-type","timestamp":1675238402,"type":"MoonType","data":{}}
      {"id":"many","timestamp":1675238403,"type":"GithubType","data":\
      {"head_commit":{"id":"y"},"repository":{"forks_count":"many"}}}

      {"id":"milliseconds","timestamp":1675238404000,"type":"GithubType",\
      "data":{"head_commit":{"id":"x"}}}
      """;

  /** An import of commits and nuisances, to be copied and not to be used itself. */
  @TempDir private static Path imported;

  private static Map<String, String> environment = Map.of();
  private static String[] documents = {};
  private static Execution first = new Execution(1, "", "");

  @TempDir private Path folder;

  @BeforeAll
  static void import_once() throws IOException {
    System.setProperty("millrace.worker.classpath", System.getProperty("java.class.path"));
    environment = Map.of("MILLRACE_TYPES", ShippedTypes.inSlicesOf("1d", imported).toString());
    Path nuisances = Files.writeString(imported.resolve("bad.ndjson"), NUISANCES);
    documents = new String[] {"--documents", Commits.file().toString(), nuisances.toString()};
    first = demo(imported.resolve("data"), documents);
  }

  @Test
  void standard_output_is_only_json_in_any_environment() throws Exception {
    Map<String, String> hostile =
        Map.of(
            "MILLRACE_TYPES", environment.getOrDefault("MILLRACE_TYPES", ""),
            "HTTP_PROXY", "http://127.0.0.1:9",
            "AWS_ENDPOINT_URL", "http://127.0.0.1:9",
            "AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9",
            "AWS_PROFILE", "nobody",
            "MILLRACE_DB_URL", "jdbc:mysql://127.0.0.1:9/production");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String commits = Commits.file().toString();

    Execution run;
    try (DemoProcess demo =
        DemoProcess.start(temporary, hostile, "--documents", commits, "--workers=2", "--json")) {
      run = demo.await();
    }

    assertThat(run.status()).as(run.err()).isZero();
    JsonPage.assertDescribes("demo", run.out());
    assertThat(run.out().replaceAll("\"seconds\":[0-9.]+", "\"seconds\":…"))
        .isEqualTo(
            """
            {"types":{"GithubType":{"fetched":84,"inserted":84,"updated":0,"unchanged":0,\
            "filtered":0,"rejected":0,"outside":0}},"slices":{"done":1},\
            "buckets":17,"events":84,"counted":84,\
            "checks":{"I1":true,"I2":true,"I3":true},"seconds":…}
            """);
    assertThat(run.err().replaceAll("\r[^\r\n]*", ""))
        .isEqualTo(
            """
            starting queues, database, document API and workers on this machine …
            documents: 84, slices: 1, worker processes: 2

            """);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void a_day_is_generated_where_no_documents_are_given_with_the_events_of_its_codes() {
    Map<String, String> elsewhere = new HashMap<>(environment);
    elsewhere.put("MILLRACE_EVENT_CODE_TABLE", "production");

    Execution run = Execution.of(elsewhere, "demo", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"GithubType\":{\"fetched\":900,", "\"checks\":{\"I1\":true,\"I2\":true")
        .contains("\"EventRatingType\":{\"fetched\":160,\"inserted\":139,");
  }

  @Test
  void every_irregularity_is_counted_or_named_and_the_rest_is_imported() {
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("GithubType               90        84         0         0         1         5")
        .contains("note: bad.ndjson line 1 has no timestamp in unix seconds")
        .contains("note: bad.ndjson line 2 is not JSON: ")
        .contains("note: bad.ndjson line 8 has no timestamp in unix seconds")
        .contains("note: 1 of type 'MoonType' skipped: the type is not in the catalogue")
        .contains("rejected  1 BAD_MOMENT, 1 BAD_VALUE, 1 NOT_AN_OBJECT, 1 NO_ID, 1 NO_TIMESTAMP");
  }

  @Test
  void a_second_run_over_the_same_data_reports_no_changes() throws Exception {
    Path data = copyOfImported();
    List<String> before = TableDump.of(data);

    Execution run = demo(data, documents);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("GithubType               90         0         0        84         1         5")
        .contains("Nothing was inserted or updated: the tables were up to date.");
    assertThat(TableDump.of(data)).isEqualTo(before);
  }

  @Test
  void documents_of_an_earlier_import_stay_and_are_mentioned() throws Exception {
    Path data = copyOfImported();
    String late =
        """
        {"id":"a","timestamp":1675200000,"type":"GithubType","data":{"head_commit":{"id":"x"}}}
        {"id":"b","timestamp":1675292536,"type":"GithubType","data":{"head_commit":{"id":"y"}}}
        """;
    Path file = Files.writeString(folder.resolve("late.ndjson"), late);

    Execution run = demo(data, "--documents", file.toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("note: GithubType: 84 rows of an earlier import are not in these")
        .contains("I1 ok", "I2 ok", "I3 ok");
  }

  @Test
  void tables_that_were_tampered_with_fail_the_checks() throws Exception {
    Path data = copyOfImported();
    TableDump.tamper(
        data,
        "UPDATE GithubType SET repository_name = 'me/x' LIMIT 1",
        "UPDATE EventCount SET actual_count = actual_count + 1 LIMIT 1",
        "UPDATE millrace_attempt SET fetched = fetched + 1 LIMIT 1");

    Execution run =
        Execution.of(
            environment, "demo", "--json", "--data=" + data, "--documents=" + Commits.file());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("\"checks\":{\"I1\":false,\"I2\":false,\"I3\":false}");
    assertThat(run.err())
        .contains("I1 FAIL", "me/x,")
        .contains("I2 FAIL", "I3 FAIL", "1 attempt does not account for every document")
        .contains("the workers' logs are in ");
  }

  @Test
  void a_folder_in_use_is_refused() {
    Path data = folder.resolve("data");

    Execution run;
    try (LocalDatabase _ = LocalDatabase.start(data)) {
      run = demo(data);
    }

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().skip(1))
        .containsExactly(
            "millrace: the data folder %s is in use by another process; stop that one or choose"
                    .formatted(data)
                + " another folder");
  }

  @Test
  void a_folder_with_foreign_files_is_refused() throws IOException {
    Files.createFile(folder.resolve("thesis.doc"));

    Execution run = demo(folder);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().skip(1))
        .containsExactly(
            "millrace: the folder %s holds something else (thesis.doc); choose an empty or new one"
                    .formatted(folder)
                + " for the database");
    assertThat(folder).isDirectoryContaining("glob:**thesis.doc");
  }

  private Path copyOfImported() throws IOException {
    Path copy = folder.resolve("data");
    try (Stream<Path> files = Files.walk(imported.resolve("data"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(imported.resolve("data").relativize(file)));
      }
    }
    return copy;
  }

  private static Execution demo(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of("demo", "--data", data.toString()));
    all.addAll(List.of(arguments));
    return Execution.of(environment, all.toArray(String[]::new));
  }
}
