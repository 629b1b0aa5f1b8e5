package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.via.CommandCall;
import dev.millrace.local.aws.FunctionCall;
import dev.millrace.local.http.LocalServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands in functions: Lambda's call is a stand-in, the commands, queues and users are real. */
@SuppressWarnings("NullAway.Init") // set before each test
class ViaTest {

  @RegisterExtension static final OperatorStage STAGE = new OperatorStage();

  private final FunctionStage functions = new FunctionStage(STAGE);

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    functions.start();
  }

  @AfterEach
  void stop() {
    functions.close();
  }

  @ParameterizedTest
  @CsvSource({
    "status",
    "status --json",
    "gaps",
    "gaps T --json",
    "sql SELECT type FROM millrace_type ORDER BY type",
    "dlq list",
    "reconcile --from -1d",
    "backfill --types T --from 2024-01-01 --to 2024-01-02 --dry-run",
    "resend --dry-run",
    "head T"
  })
  void a_reading_command_says_there_what_it_says_here(String command) {
    String[] words = words(command);

    Execution here = STAGE.run(words);
    Execution there = via("--via", "read", words);

    assertThat(withoutTimes(there.out())).isEqualTo(withoutTimes(here.out()));
    assertThat(there.err()).isEqualTo(here.err());
    assertThat(there.status()).isEqualTo(here.status());
  }

  @Test
  void a_changing_command_needs_the_other_option_and_the_other_function() {
    STAGE.run("backfill", "--types", "T", "--from", "2024-01-01", "--to", "2024-01-02");
    String run = String.valueOf(STAGE.newestRun());

    for (Execution refused :
        List.of(
            via("--via", "read", "pause", run),
            via("--via", "change", "pause", run),
            via("--via-write", "read", "pause", run))) {
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err())
          .isEqualTo(
              "millrace: 'pause' may change data or show rejected documents; run it by --via-write"
                  + " with the function for that\n");
    }
    assertThat(paused(run)).isZero();

    assertThat(via("--via-write", "change", "pause", run).status()).isZero();
    assertThat(paused(run)).isOne();
    assertThat(STAGE.run("status", run).out())
        .contains("operation pause by %s, ".formatted(System.getProperty("user.name")));
  }

  /** Nothing else calls the sweep where the database pauses. */
  @Test
  void a_change_schedules_the_sweep_that_sends_what_it_has_planned() throws IOException {
    List<String> schedules = new ArrayList<>();
    try (LocalServer scheduler = new LocalServer(0)) {
      scheduler.serve(
          "/schedules/",
          call -> {
            schedules.add(call.getRequestURI().getPath());
            call.sendResponseHeaders(200, -1);
            call.close();
          },
          List.of());
      scheduler.start();
      Map<String, String> settings = new HashMap<>(STAGE.environment());
      settings.putAll(functions.caller());
      settings.put("AWS_ENDPOINT_URL_SCHEDULER", scheduler.address());
      settings.put("MILLRACE_NEXT_SWEEP", "group arn:function arn:role arn:queue");
      ChangeFunction function = new ChangeFunction(settings);

      for (String changes : List.of("false", "true")) {
        String event = "{\"arguments\":[\"sweep\"],\"changes\":%s}".formatted(changes);
        function.handleRequest(
            new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
            new ByteArrayOutputStream(),
            new FunctionCall("request"));
      }
    }
    assertThat(schedules).singleElement().asString().startsWith("/schedules/sweep-");
  }

  /** The list is not the only guard: the login of the function may not write. */
  @Test
  void the_reader_s_login_keeps_a_statement_from_documents() {
    Execution refused = via("--via", "read", "sql", "SELECT raw FROM millrace_rejected");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("denied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status --db-url jdbc:mysql://elsewhere/m | --db-url is fixed in the function; leave it"
            + " out",
        "status --watch | a function answers once; leave out --watch",
        "demo | a function does not run 'demo'; leave out --via",
        "types apply | a function does not run 'types apply'; leave out --via",
        "completion | a function does not run 'completion'; leave out --via"
      })
  void what_a_function_must_not_do_is_refused(String command, String message) {
    for (String function : List.of("read", "change")) {
      Execution refused = via("--via-write", function, words(command));

      assertThat(refused.err()).isEqualTo("millrace: " + message + "\n");
      assertThat(refused.status()).isEqualTo(2);
    }
  }

  @Test
  void an_invoked_function_calls_no_other_one_and_reads_no_files() throws IOException {
    Path file = Files.writeString(folder.resolve("words"), "status");

    for (List<String> words : List.of(List.of("--via", "other", "status"), List.of("@" + file))) {
      assertThat(
              InvokedCommand.run(new CommandCall(words, 80, true), Map.of(), PermittedCommands.ALL)
                  .exit())
          .isEqualTo(2);
    }
  }

  @Test
  void help_and_mistakes_are_found_here() {
    assertThat(via("--via", "read", "status", "--help").lines())
        .first()
        .asString()
        .contains("Usage");
    assertThat(via("--via", "read", "status", "--wacht").err()).contains("--watch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing | cannot call the function 'missing': lambda of AWS answered 404"
            + " ResourceNotFoundException: Function not found",
        "broken | the function 'broken' failed: out of memory",
        "other | the function runs no commands: it answered {\"run\":7}"
      })
  void a_function_that_fails_itself_is_one_line(String function, String message) {
    Execution failed = via("--via", function, "status");

    assertThat(failed.err()).isEqualTo("millrace: " + message + "\n");
    assertThat(failed.status()).isEqualTo(1);
  }

  private Execution via(String option, String function, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = option;
    all[1] = function;
    System.arraycopy(words, 0, all, 2, words.length);
    return Execution.of(functions.caller(), all);
  }

  private static long paused(String run) {
    return STAGE.number("SELECT COUNT(*) FROM millrace_run WHERE id = ? AND state = 'paused'", run);
  }

  /** Words in quotes are one. */
  private static String[] words(String command) {
    int quote = command.indexOf(" SELECT ");
    return quote < 0
        ? command.split(" ", -1)
        : new String[] {command.substring(0, quote), command.substring(quote + 1)};
  }

  /** Two calls are at two moments. */
  static String withoutTimes(String out) {
    return out.replaceAll(
        "\\d{4}-\\d\\d-\\d\\d[T ][\\d:.]+Z?|\\d\\d:\\d\\d(:\\d\\d)?|\\d+ s\\b", "…");
  }
}
